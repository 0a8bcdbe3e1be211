/**
 * The REST API of the Camunda 7 family: Operaton, CIB seven and Camunda 7.
 *
 * <p>They share one API. Java packages in their messages differ, so only simple class names, codes
 * and texts are matched.
 */
package io.bpmnconnect.engine.camunda7;
