package io.bpmnconnect.connect.config;

/** What is wrong with a configuration, and the key to blame for it. */
public record Problem(String key, String message) {}
