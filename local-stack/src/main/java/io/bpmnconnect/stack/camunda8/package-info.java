/**
 * A stand-in for Camunda 8: a small in-memory model of a process engine that plays the versions 8.6
 * to 8.10. Nothing of the connectors is used, so that it can be a witness for them.
 */
package io.bpmnconnect.stack.camunda8;
