package io.bpmnconnect.engine;

/**
 * What an engine says of itself.
 *
 * @param product the engine's name, such as {@code Camunda 8}
 * @param version the version of the gateway that answered
 * @param partitions how many partitions the cluster has
 */
public record EngineInfo(String product, String version, int partitions) {}
