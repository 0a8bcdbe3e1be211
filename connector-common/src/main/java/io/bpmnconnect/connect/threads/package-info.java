/** Where threads and timers of a task come from, and the logging context that they carry. */
package io.bpmnconnect.connect.threads;
