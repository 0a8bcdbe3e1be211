package io.bpmnconnect.connect.config;

import io.bpmnconnect.engine.TlsSettings;
import io.bpmnconnect.engine.TlsStore;
import io.bpmnconnect.engine.http.TlsMaterial;
import io.bpmnconnect.engine.http.TlsStoreException;
import io.bpmnconnect.engine.http.TlsStoreException.Part;
import java.net.URI;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Type;
import org.apache.kafka.common.config.ConfigDef.Width;
import org.apache.kafka.common.config.types.Password;

/** Whom to trust in TLS, and the certificate that this client shows. */
final class TlsConfig {

  static final String TRUST_TYPE = "engine.tls.truststore.type";
  static final String TRUST_PATH = "engine.tls.truststore.path";
  static final String TRUST_PASSWORD = "engine.tls.truststore.password";
  static final String TRUST_CERTIFICATES = "engine.tls.truststore.certificates";
  static final String KEY_TYPE = "engine.tls.keystore.type";
  static final String KEY_PATH = "engine.tls.keystore.path";
  static final String KEY_PASSWORD = "engine.tls.keystore.password";
  static final String KEY_KEY_PATH = "engine.tls.keystore.key.path";
  static final String KEY_KEY_PASSWORD = "engine.tls.keystore.key.password";
  static final String KEY_CHAIN = "engine.tls.keystore.certificate.chain";
  static final String KEY_KEY = "engine.tls.keystore.key";

  private static final String GROUP = "TLS";

  private static final List<String> KEYS =
      List.of(
          TRUST_TYPE,
          TRUST_PATH,
          TRUST_PASSWORD,
          TRUST_CERTIFICATES,
          KEY_TYPE,
          KEY_PATH,
          KEY_PASSWORD,
          KEY_KEY_PATH,
          KEY_KEY_PASSWORD,
          KEY_CHAIN,
          KEY_KEY);

  private final AbstractConfig config;
  private final Problems problems;

  private TlsConfig(AbstractConfig config, Problems problems) {
    this.config = config;
    this.problems = problems;
  }

  /** Adds the group's keys. */
  static ConfigDef define(ConfigDef def) {
    int order = 0;
    define(
        def,
        TRUST_PATH,
        Type.STRING,
        "The file with the certificates to trust, on each worker. When it is replaced, new connections"
            + " use the new one. Without it and `"
            + TRUST_CERTIFICATES
            + "`, the certificates count that Java trusts.",
        ++order,
        "Trust store");
    type(def, TRUST_TYPE, TRUST_PATH, ++order, "Trust store type");
    define(
        def,
        TRUST_PASSWORD,
        Type.PASSWORD,
        "The password of a trust store of type `JKS` or `PKCS12`.",
        ++order,
        "Trust store password");
    define(
        def,
        TRUST_CERTIFICATES,
        Type.PASSWORD,
        "The certificates to trust, as PEM text in place of a file.",
        ++order,
        "Trusted certificates");
    define(
        def,
        KEY_PATH,
        Type.STRING,
        "The file with the private key and the certificate chain of this client, on each worker, for"
            + " servers that ask for one (mTLS). When it is replaced, new connections use the new one.",
        ++order,
        "Key store");
    type(def, KEY_TYPE, KEY_PATH, ++order, "Key store type");
    define(
        def,
        KEY_PASSWORD,
        Type.PASSWORD,
        "The password of a key store of type `JKS` or `PKCS12`.",
        ++order,
        "Key store password");
    define(
        def,
        KEY_KEY_PATH,
        Type.STRING,
        "The file with the private key (PEM, PKCS#8), when it is not in the same file as its"
            + " certificate chain.",
        ++order,
        "Private key file");
    define(
        def,
        KEY_KEY_PASSWORD,
        Type.PASSWORD,
        "The password of the private key: of an encrypted PEM key, or when it is not that of the"
            + " store.",
        ++order,
        "Private key password");
    define(
        def,
        KEY_CHAIN,
        Type.PASSWORD,
        "The certificate chain of this client, as PEM text in place of a file.",
        ++order,
        "Certificate chain");
    define(
        def,
        KEY_KEY,
        Type.PASSWORD,
        "The private key of this client, as PEM text (PKCS#8) in place of a file.",
        ++order,
        "Private key");
    return def;
  }

  private static void define(
      ConfigDef def, String key, Type type, String documentation, int order, String name) {
    def.define(key, type, null, Importance.MEDIUM, documentation, GROUP, order, Width.LONG, name);
  }

  private static void type(ConfigDef def, String key, String path, int order, String name) {
    def.define(
        key,
        Type.STRING,
        null,
        ConfigDef.LambdaValidator.with(
            (setting, value) -> {
              if (value != null) {
                ConfigDef.ValidString.in("JKS", "PKCS12", "PEM").ensureValid(setting, value);
              }
            },
            () -> "JKS, PKCS12 or PEM"),
        Importance.LOW,
        "The format of the file `" + path + "`. When it is not set, the file's content tells it.",
        GROUP,
        order,
        Width.SHORT,
        name);
  }

  /**
   * Reads the group, and the files that it names. What does not fit together or cannot be used is
   * added to the problems.
   *
   * @param servers the addresses that the settings are for, as far as they are known
   */
  static TlsSettings from(AbstractConfig config, Collection<URI> servers, Problems problems) {
    return new TlsConfig(config, problems).read(servers);
  }

  /** Adds a problem when this client has no certificate to show. */
  static void requireKey(AbstractConfig config, String by, Problems problems) {
    TlsConfig tls = new TlsConfig(config, problems);
    if (Stream.of(KEY_PATH, KEY_CHAIN, KEY_KEY).noneMatch(tls::isSet)) {
      problems.add(
          KEY_PATH, "is required by " + by + ", or else " + KEY_CHAIN + " with " + KEY_KEY);
    }
  }

  private TlsSettings read(Collection<URI> servers) {
    Optional<String> first = KEYS.stream().filter(this::isSet).findFirst();
    if (first.isPresent() && !servers.isEmpty() && servers.stream().noneMatch(TlsConfig::isTls)) {
      problems.add(
          first.get(),
          "is set, but "
              + EngineConfig.URL
              + " is an http address; begin that with https://, or remove the keys below"
              + " engine.tls.");
      return TlsSettings.DEFAULT;
    }
    Optional<TlsStore> trust =
        usable(
            trustStore(),
            store -> new TlsSettings(Optional.of(store), Optional.empty()),
            Map.of(
                Part.CERTIFICATES,
                isSet(TRUST_PATH) ? TRUST_PATH : TRUST_CERTIFICATES,
                Part.PASSWORD,
                TRUST_PASSWORD));
    Optional<TlsStore> key =
        usable(
            keyStore(),
            store -> new TlsSettings(Optional.empty(), Optional.of(store)),
            Map.of(
                Part.CERTIFICATES,
                isSet(KEY_PATH) ? KEY_PATH : KEY_CHAIN,
                Part.KEY,
                isSet(KEY_KEY_PATH) ? KEY_KEY_PATH : isSet(KEY_PATH) ? KEY_PATH : KEY_KEY,
                Part.PASSWORD,
                KEY_PASSWORD,
                Part.KEY_PASSWORD,
                KEY_KEY_PASSWORD));
    return new TlsSettings(trust, key);
  }

  private Optional<TlsStore> trustStore() {
    int before = problems.found().size();
    notBoth(TRUST_PATH, TRUST_CERTIFICATES);
    onlyWith(TRUST_PATH, TRUST_TYPE, TRUST_PASSWORD);
    if (problems.found().size() > before) {
      return Optional.empty();
    }
    if (isSet(TRUST_PATH)) {
      return Optional.of(
          new TlsStore.InFile(
              type(TRUST_TYPE),
              Path.of(config.getString(TRUST_PATH)),
              Optional.empty(),
              secret(TRUST_PASSWORD),
              Optional.empty()));
    }
    return secret(TRUST_CERTIFICATES)
        .map(text -> new TlsStore.InText(text, Optional.empty(), Optional.empty()));
  }

  private Optional<TlsStore> keyStore() {
    int before = problems.found().size();
    notBoth(KEY_PATH, KEY_CHAIN);
    notBoth(KEY_PATH, KEY_KEY);
    onlyWith(KEY_PATH, KEY_TYPE, KEY_PASSWORD, KEY_KEY_PATH);
    if (!isSet(KEY_PATH)) {
      onlyWith(KEY_CHAIN, KEY_KEY, KEY_KEY_PASSWORD);
      onlyWith(KEY_KEY, KEY_CHAIN);
    }
    if (problems.found().size() > before) {
      return Optional.empty();
    }
    if (isSet(KEY_PATH)) {
      return Optional.of(
          new TlsStore.InFile(
              type(KEY_TYPE),
              Path.of(config.getString(KEY_PATH)),
              Optional.ofNullable(config.getString(KEY_KEY_PATH)).map(Path::of),
              secret(KEY_PASSWORD),
              secret(KEY_KEY_PASSWORD)));
    }
    return secret(KEY_CHAIN)
        .map(chain -> new TlsStore.InText(chain, secret(KEY_KEY), secret(KEY_KEY_PASSWORD)));
  }

  private Optional<TlsStore> usable(
      Optional<TlsStore> store, Function<TlsStore, TlsSettings> settings, Map<Part, String> keys) {
    if (store.isEmpty()) {
      return store;
    }
    try {
      TlsMaterial.read(settings.apply(store.get()));
      return store;
    } catch (TlsStoreException e) {
      problems.add(keys.get(e.part()), e.getMessage());
      return Optional.empty();
    }
  }

  private void notBoth(String one, String other) {
    if (isSet(one) && isSet(other)) {
      problems.add(other, "cannot be used together with " + one + "; remove one of the two");
    }
  }

  private void onlyWith(String needed, String... keys) {
    Stream.of(keys)
        .filter(key -> isSet(key) && !isSet(needed))
        .forEach(key -> problems.add(key, "means nothing without " + needed));
  }

  private boolean isSet(String key) {
    return config.values().get(key) != null;
  }

  private Optional<TlsStore.Type> type(String key) {
    return Optional.ofNullable(config.getString(key))
        .map(text -> TlsStore.Type.valueOf(text.toUpperCase(Locale.ROOT)));
  }

  private Optional<String> secret(String key) {
    return Optional.ofNullable(config.getPassword(key)).map(Password::value);
  }

  static boolean isTls(URI server) {
    return "https".equalsIgnoreCase(Objects.requireNonNullElse(server.getScheme(), ""));
  }
}
