package io.bpmnconnect.engine;

import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;

/** Where certificates stand, and the key to the first of them. Never shows a secret. */
public sealed interface TlsStore {

  /** The format of a file. */
  enum Type {
    JKS,
    PKCS12,
    PEM
  }

  /**
   * A file, which may be replaced while it is in use.
   *
   * @param type told from the file's content when it is not given
   * @param key the file with the key, when it is not in the same one; PEM only
   * @param password of the store; not of PEM
   * @param keyPassword of the key, when it is not the store's
   */
  record InFile(
      Optional<Type> type,
      Path path,
      Optional<Path> key,
      Optional<String> password,
      Optional<String> keyPassword)
      implements TlsStore {

    public InFile {
      Objects.requireNonNull(type);
      Objects.requireNonNull(path);
      Objects.requireNonNull(key);
      Objects.requireNonNull(password);
      Objects.requireNonNull(keyPassword);
    }

    @Override
    public String toString() {
      return "InFile[path=" + path + "]";
    }
  }

  /**
   * PEM text.
   *
   * @param key the key that the first certificate is for, when there is one
   * @param keyPassword of the key, when it is encrypted
   */
  record InText(String certificates, Optional<String> key, Optional<String> keyPassword)
      implements TlsStore {

    public InText {
      Objects.requireNonNull(certificates);
      Objects.requireNonNull(key);
      Objects.requireNonNull(keyPassword);
    }

    @Override
    public String toString() {
      return "InText[]";
    }
  }
}
