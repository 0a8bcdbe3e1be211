package io.bpmnconnect.engine.http;

import io.bpmnconnect.engine.EngineException;
import io.bpmnconnect.engine.ErrorKind;
import io.bpmnconnect.engine.TlsSettings;
import io.bpmnconnect.engine.TlsStore;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whom to trust and who this client is, read from {@link TlsSettings}, and read again when the
 * files have changed: connections that are opened after that use the new ones. Files that cannot be
 * read, such as half-written ones, leave in use what was read before.
 *
 * <p>Safe for use by any thread. A file is looked at when a connection is opened, and not more
 * often than once a second.
 */
public final class TlsMaterial {

  /** The versions of TLS that are spoken; the older ones are broken (RFC 8996). */
  static final List<String> PROTOCOLS = List.of("TLSv1.3", "TLSv1.2");

  private static final Logger log = LoggerFactory.getLogger(TlsMaterial.class);

  private static final Duration LOOK_EVERY = Duration.ofSeconds(1);

  /**
   * What was read at one time; it never changes.
   *
   * @param number counts the times
   */
  record Snapshot(
      long number,
      SSLContext context,
      Optional<X509ExtendedTrustManager> trust,
      Optional<X509ExtendedKeyManager> keys) {}

  private final TlsSettings settings;
  private final WatchedFiles files;
  private final AtomicLong reads = new AtomicLong();
  private volatile Snapshot current;

  private TlsMaterial(TlsSettings settings) throws TlsStoreException {
    this.settings = settings;
    this.files = new WatchedFiles(paths(settings), LOOK_EVERY);
    this.current = read();
  }

  /**
   * Reads the stores for the first time.
   *
   * @throws TlsStoreException if one cannot be used
   */
  public static TlsMaterial read(TlsSettings settings) throws TlsStoreException {
    return new TlsMaterial(settings);
  }

  /**
   * As {@link #read}, for whoever opens connections.
   *
   * @throws EngineException if a store cannot be used
   */
  public static TlsMaterial of(TlsSettings settings) {
    try {
      return read(settings);
    } catch (TlsStoreException e) {
      throw EngineException.of(
          ErrorKind.INVALID, "no TLS with the configured certificates: " + e.getMessage(), e);
    }
  }

  /**
   * For the next connection. Do not keep it: its sessions could be resumed with what it was made of
   * when that has long been replaced.
   */
  public SSLContext context() {
    return latest().context();
  }

  /** Trusts what was read last; empty when Java's own certificates are to be trusted. */
  public Optional<X509ExtendedTrustManager> trustManager() {
    return settings.trustStore().map(store -> new LatestTrust(this));
  }

  /** Has the keys that were read last; empty when this client has none. */
  public Optional<X509ExtendedKeyManager> keyManager() {
    return settings.keyStore().map(store -> new LatestKeys(this));
  }

  /** What to use for the next handshake. */
  Snapshot latest() {
    if (files.haveChanged()) {
      try {
        current = read();
        log.info("read the changed TLS files {}", paths(settings));
      } catch (TlsStoreException e) {
        log.warn(
            "the changed TLS files {} cannot be used, so those from before stay in use: {} ({})",
            paths(settings),
            e.getMessage(),
            e.part());
      }
    }
    return current;
  }

  private Snapshot read() throws TlsStoreException {
    try {
      X509ExtendedTrustManager trust =
          settings.trustStore().isPresent() ? trust(settings.trustStore().get()) : null;
      X509ExtendedKeyManager keys =
          settings.keyStore().isPresent() ? keys(settings.keyStore().get()) : null;
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(
          keys == null ? null : new KeyManager[] {keys},
          trust == null ? null : new TrustManager[] {trust},
          null);
      return new Snapshot(
          reads.incrementAndGet(), context, Optional.ofNullable(trust), Optional.ofNullable(keys));
    } catch (GeneralSecurityException e) {
      throw new TlsStoreException(
          TlsStoreException.Part.CERTIFICATES, "cannot be used (" + e.getMessage() + ")", e);
    }
  }

  private static X509ExtendedTrustManager trust(TlsStore from)
      throws TlsStoreException, GeneralSecurityException {
    KeyStore store = TlsStores.trust(from);
    warnOfDates("certificate to trust", TlsStores.certificates(store));
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    return first(factory.getTrustManagers(), X509ExtendedTrustManager.class);
  }

  private static X509ExtendedKeyManager keys(TlsStore from)
      throws TlsStoreException, GeneralSecurityException {
    TlsStores.Keys keys = TlsStores.keys(from);
    warnOfDates("client certificate", TlsStores.certificates(keys.store()));
    KeyManagerFactory factory =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    factory.init(keys.store(), keys.password());
    return first(factory.getKeyManagers(), X509ExtendedKeyManager.class);
  }

  private static <T> T first(Object[] managers, Class<T> type) throws GeneralSecurityException {
    return Stream.of(managers)
        .filter(type::isInstance)
        .map(type::cast)
        .findFirst()
        .orElseThrow(
            () -> new GeneralSecurityException("this Java has no " + type.getSimpleName()));
  }

  /** The server's clock counts, not ours, so this is no reason to refuse them. */
  private static void warnOfDates(String what, List<X509Certificate> certificates) {
    for (X509Certificate certificate : certificates) {
      try {
        certificate.checkValidity();
      } catch (CertificateExpiredException | CertificateNotYetValidException e) {
        log.warn(
            "the {} of {} is valid only from {} to {}",
            what,
            certificate.getSubjectX500Principal(),
            certificate.getNotBefore().toInstant(),
            certificate.getNotAfter().toInstant());
      }
    }
  }

  private static List<Path> paths(TlsSettings settings) {
    return Stream.of(settings.trustStore(), settings.keyStore())
        .flatMap(Optional::stream)
        .filter(TlsStore.InFile.class::isInstance)
        .map(TlsStore.InFile.class::cast)
        .flatMap(file -> Stream.concat(Stream.of(file.path()), file.key().stream()))
        .toList();
  }
}
