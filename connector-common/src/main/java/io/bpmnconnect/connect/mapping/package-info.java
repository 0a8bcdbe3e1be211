/** Literals and FEEL expressions over records and jobs, and plain values from Connect data. */
package io.bpmnconnect.connect.mapping;
