/**
 * The sink connector. A record's way: {@link io.bpmnconnect.sink.SinkPipeline#put} → route →
 * command → dispatcher → engine → outcome → offset.
 */
package io.bpmnconnect.sink;
