/** HTTP transport that the HTTP adapters share; no engine's API is known here. */
package io.bpmnconnect.engine.http;
