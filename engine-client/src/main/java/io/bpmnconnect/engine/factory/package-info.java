/** Chooses and opens adapters: the one package that knows them all. */
package io.bpmnconnect.engine.factory;
