/** Comparisons on real parts: every side in one run, so that the ratio holds on any machine. */
package io.bpmnconnect.benchmarks;
