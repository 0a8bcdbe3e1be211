/**
 * The adapter for go-bpmn: HTTP API v0.4.
 *
 * <p>Keys of instances, jobs and incidents are a date and a number, such as {@code 2026-11-21/42}.
 */
package io.bpmnconnect.engine.gobpmn;
