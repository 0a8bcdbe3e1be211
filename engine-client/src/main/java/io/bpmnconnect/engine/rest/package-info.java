/** JSON over HTTP, as far as it is the same for every engine with such an API. */
package io.bpmnconnect.engine.rest;
