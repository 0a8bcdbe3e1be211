package io.bpmnconnect.engine.http;

import io.bpmnconnect.engine.NetworkSettings;
import java.time.Duration;
import org.apache.hc.client5.http.DnsResolver;

/**
 * What an HTTP client is made with.
 *
 * @param connectTimeout for opening one connection
 * @param maxConnections the most connections held open at once
 * @param userAgent names this client to the server's operators
 * @param names looks host names up
 */
record ClientSettings(
    NetworkSettings network,
    Duration connectTimeout,
    int maxConnections,
    String userAgent,
    DnsResolver names) {}
