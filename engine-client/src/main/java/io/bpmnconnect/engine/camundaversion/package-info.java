/** The versions of Camunda 8, for the two adapters that speak to it. */
package io.bpmnconnect.engine.camundaversion;
