/** How records become settled commands: order, offsets, and what to do when the engine refuses. */
package io.bpmnconnect.connect.delivery;
