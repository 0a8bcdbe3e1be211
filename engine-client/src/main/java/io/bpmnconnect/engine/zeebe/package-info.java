/**
 * The adapter for the gRPC gateway of Zeebe, 8.6 and newer.
 *
 * <p>What only newer gateways know is a field of the newest protocol that an older one ignores; see
 * {@link io.bpmnconnect.engine.EngineInfo} for what an engine has.
 */
package io.bpmnconnect.engine.zeebe;
