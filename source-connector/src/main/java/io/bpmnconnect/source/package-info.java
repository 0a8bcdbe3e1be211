/**
 * The source connector. A job's way: {@link io.bpmnconnect.source.JobPoller} → {@link
 * io.bpmnconnect.source.SourcePipeline#poll} → record → Kafka; and back: {@link
 * io.bpmnconnect.source.ReplyConsumer} → reply → dispatcher → engine → offset.
 */
package io.bpmnconnect.source;
