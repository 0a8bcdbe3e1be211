/**
 * The port to a BPMN process engine: commands, jobs and errors in the field's own words.
 *
 * <p>Nothing here knows Kafka. Adapters live in sub-packages, one for each engine protocol;
 * behaviour that is the same for every engine is a decorator over {@link
 * io.bpmnconnect.engine.ProcessEngine}.
 */
package io.bpmnconnect.engine;
