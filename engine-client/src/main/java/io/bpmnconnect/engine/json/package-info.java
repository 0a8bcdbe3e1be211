/** How commands are written as JSON. */
package io.bpmnconnect.engine.json;
