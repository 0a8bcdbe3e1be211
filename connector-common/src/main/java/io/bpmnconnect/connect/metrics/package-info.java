/** What operators can measure of a task: counters, gauges and latencies, visible through JMX. */
package io.bpmnconnect.connect.metrics;
