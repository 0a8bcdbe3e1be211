/**
 * The adapter for Camunda 8: Orchestration Cluster REST API v2, 8.6 and newer.
 *
 * <p>Keys are JSON numbers before 8.8 and strings from 8.8 on; both are read, and always given out
 * as strings.
 */
package io.bpmnconnect.engine.camunda8;
