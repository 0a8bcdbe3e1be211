/**
 * The quickstart: the example of {@code config/} on a local stack, with the microservices around it
 * as any team would write them.
 */
package io.bpmnconnect.stack.quickstart;
