package io.bpmnconnect.engine.http;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;

/**
 * Has the keys that were read last. A handshake asks for an alias first and for its certificates
 * and key after that: all three come from one reading, whose number is part of the alias. Safe for
 * use by any thread; the last two readings are kept.
 */
final class LatestKeys extends X509ExtendedKeyManager {

  private final TlsMaterial material;
  private final ConcurrentMap<Long, X509ExtendedKeyManager> readings = new ConcurrentHashMap<>();

  LatestKeys(TlsMaterial material) {
    this.material = material;
  }

  @Override
  public String chooseEngineClientAlias(String[] types, Principal[] issuers, SSLEngine engine) {
    TlsMaterial.Snapshot latest = remembered();
    return named(latest, keys(latest).chooseEngineClientAlias(types, issuers, engine));
  }

  @Override
  public String chooseClientAlias(String[] types, Principal[] issuers, Socket socket) {
    TlsMaterial.Snapshot latest = remembered();
    return named(latest, keys(latest).chooseClientAlias(types, issuers, socket));
  }

  @Override
  public String[] getClientAliases(String type, Principal[] issuers) {
    TlsMaterial.Snapshot latest = remembered();
    String[] aliases = keys(latest).getClientAliases(type, issuers);
    if (aliases == null) {
      return null;
    }
    String[] named = new String[aliases.length];
    for (int i = 0; i < aliases.length; i++) {
      named[i] = named(latest, aliases[i]);
    }
    return named;
  }

  @Override
  public X509Certificate[] getCertificateChain(String alias) {
    return reading(alias).map(keys -> keys.getCertificateChain(original(alias))).orElse(null);
  }

  @Override
  public PrivateKey getPrivateKey(String alias) {
    return reading(alias).map(keys -> keys.getPrivateKey(original(alias))).orElse(null);
  }

  private TlsMaterial.Snapshot remembered() {
    TlsMaterial.Snapshot latest = material.latest();
    readings.put(latest.number(), keys(latest));
    readings.keySet().removeIf(number -> number < latest.number() - 1);
    return latest;
  }

  private static X509ExtendedKeyManager keys(TlsMaterial.Snapshot snapshot) {
    return snapshot.keys().orElseThrow();
  }

  private static String named(TlsMaterial.Snapshot snapshot, String alias) {
    return alias == null ? null : snapshot.number() + ":" + alias;
  }

  private static String original(String alias) {
    return alias.substring(alias.indexOf(':') + 1);
  }

  private Optional<X509ExtendedKeyManager> reading(String alias) {
    return Optional.ofNullable(
        readings.get(Long.parseLong(alias.substring(0, alias.indexOf(':')))));
  }

  @Override
  public String[] getServerAliases(String type, Principal[] issuers) {
    return null;
  }

  @Override
  public String chooseServerAlias(String type, Principal[] issuers, Socket socket) {
    return null;
  }
}
