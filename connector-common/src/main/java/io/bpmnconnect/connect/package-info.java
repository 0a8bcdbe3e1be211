/** What the sink and the source connector have in common. */
package io.bpmnconnect.connect;
