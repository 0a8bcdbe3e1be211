package io.bpmnconnect.engine;

/** What lies between this client and a server: the same for engines and for token endpoints. */
public record NetworkSettings() {

  /** Nothing: the server is reached directly, with the certificates that Java trusts. */
  public static final NetworkSettings DEFAULT = new NetworkSettings();
}
