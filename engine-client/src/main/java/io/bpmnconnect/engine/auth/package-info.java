/** How requests to an engine prove who sends them: one small type for each scheme. */
package io.bpmnconnect.engine.auth;
