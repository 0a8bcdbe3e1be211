package io.bpmnconnect.engine.http;

import io.bpmnconnect.engine.TlsStore;
import io.bpmnconnect.engine.TlsStore.InFile;
import io.bpmnconnect.engine.TlsStore.InText;
import io.bpmnconnect.engine.TlsStore.Type;
import io.bpmnconnect.engine.http.TlsStoreException.Part;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.UnrecoverableKeyException;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Reads stores of every format into one of the JDK, and finds what is wrong with them. */
final class TlsStores {

  private static final String IN_TEXT = "the text";

  /** A store with at least one key. */
  @SuppressWarnings("ArrayRecordComponent") // the JDK takes passwords so; never compared
  record Keys(KeyStore store, char[] password) {

    @Override
    public String toString() {
      return "Keys[]";
    }
  }

  private TlsStores() {}

  /** Reads certificates to trust. */
  static KeyStore trust(TlsStore store) throws TlsStoreException {
    if (store instanceof InText text) {
      return trusting(Pem.certificates(text.certificates(), IN_TEXT));
    }
    InFile file = (InFile) store;
    byte[] content = read(file.path(), Part.CERTIFICATES);
    if (isPem(file, content)) {
      return trusting(Pem.certificates(text(content), where(file.path())));
    }
    KeyStore loaded = load(file, content);
    List<X509Certificate> certificates = certificates(loaded);
    if (certificates.isEmpty()) {
      throw new TlsStoreException(
          file.password().isEmpty() ? Part.PASSWORD : Part.CERTIFICATES,
          file.password().isEmpty()
              ? "is required: " + where(file.path()) + " shows no certificate without its password"
              : where(file.path()) + " has no certificate");
    }
    return trusting(certificates);
  }

  /** Reads keys and their certificates. */
  static Keys keys(TlsStore store) throws TlsStoreException {
    if (store instanceof InText text) {
      if (text.key().isEmpty()) {
        throw new TlsStoreException(Part.KEY, "is required together with its certificates");
      }
      return keyed(
          Pem.certificates(text.certificates(), IN_TEXT),
          Pem.key(text.key().get(), IN_TEXT, text.keyPassword()),
          IN_TEXT);
    }
    InFile file = (InFile) store;
    byte[] content = read(file.path(), Part.CERTIFICATES);
    if (isPem(file, content)) {
      Path keyPath = file.key().orElse(file.path());
      String key = text(file.key().isPresent() ? read(keyPath, Part.KEY) : content);
      return keyed(
          Pem.certificates(text(content), where(file.path())),
          Pem.key(key, where(keyPath), file.keyPassword()),
          where(keyPath));
    }
    if (file.key().isPresent()) {
      throw new TlsStoreException(
          Part.KEY, "is for PEM only, but " + where(file.path()) + " is a store with its own key");
    }
    KeyStore loaded = load(file, content);
    char[] password =
        file.keyPassword().or(file::password).map(String::toCharArray).orElse(new char[0]);
    checkKeys(loaded, password, file);
    return new Keys(loaded, password);
  }

  private static boolean isPem(InFile file, byte[] content) throws TlsStoreException {
    boolean pem =
        file.type().map(type -> type == Type.PEM).orElseGet(() -> Pem.isPem(text(content)));
    if (pem && file.password().isPresent()) {
      throw new TlsStoreException(
          Part.PASSWORD,
          "is for stores of type JKS and PKCS12, but "
              + where(file.path())
              + " is PEM, where only a private key has a password");
    }
    return pem;
  }

  private static byte[] read(Path path, Part part) throws TlsStoreException {
    try {
      return Files.readAllBytes(path);
    } catch (NoSuchFileException e) {
      throw new TlsStoreException(
          part, "there is no file " + path.toAbsolutePath() + " on this worker", e);
    } catch (IOException e) {
      throw new TlsStoreException(
          part,
          Files.isDirectory(path)
              ? path.toAbsolutePath() + " is a folder; expected is a file"
              : "the file " + path.toAbsolutePath() + " cannot be read by this worker (" + e + ")",
          e);
    }
  }

  /** A JDK's store of either type reads both. */
  private static KeyStore load(InFile file, byte[] content) throws TlsStoreException {
    String type = file.type().orElse(Type.PKCS12).toString();
    try {
      KeyStore store = KeyStore.getInstance(type);
      store.load(
          new ByteArrayInputStream(content), file.password().map(String::toCharArray).orElse(null));
      return store;
    } catch (IOException e) {
      if (e.getCause() instanceof UnrecoverableKeyException) {
        throw new TlsStoreException(
            Part.PASSWORD, "is not the password of " + where(file.path()), e);
      }
      throw new TlsStoreException(
          Part.CERTIFICATES,
          where(file.path())
              + " is not "
              + file.type().map(given -> "a store of type " + given).orElse("PEM, JKS or PKCS12")
              + " ("
              + e.getMessage()
              + ")",
          e);
    } catch (GeneralSecurityException e) {
      throw unusable(file.path(), e);
    }
  }

  private static void checkKeys(KeyStore store, char[] password, InFile file)
      throws TlsStoreException {
    boolean found = false;
    try {
      for (String alias : Collections.list(store.aliases())) {
        found |= store.isKeyEntry(alias) && store.getKey(alias, password) != null;
      }
    } catch (UnrecoverableKeyException e) {
      throw file.password().isEmpty() && file.keyPassword().isEmpty()
          ? new TlsStoreException(
              Part.PASSWORD, "is required: the key in " + where(file.path()) + " is encrypted", e)
          : new TlsStoreException(
              Part.KEY_PASSWORD, "is not the password of the key in " + where(file.path()), e);
    } catch (GeneralSecurityException e) {
      throw unusable(file.path(), e);
    }
    if (!found) {
      throw new TlsStoreException(
          Part.CERTIFICATES, where(file.path()) + " has no private key; is it a trust store?");
    }
  }

  /** Every certificate of a store; of a key, the first of its chain. */
  static List<X509Certificate> certificates(KeyStore store) throws TlsStoreException {
    try {
      List<X509Certificate> certificates = new ArrayList<>();
      for (String alias : Collections.list(store.aliases())) {
        if (store.getCertificate(alias) instanceof X509Certificate certificate) {
          certificates.add(certificate);
        }
      }
      return certificates;
    } catch (GeneralSecurityException e) {
      throw new TlsStoreException(Part.CERTIFICATES, "the store cannot be used (" + e + ")", e);
    }
  }

  private static KeyStore trusting(List<X509Certificate> certificates) throws TlsStoreException {
    try {
      KeyStore store = empty();
      for (int i = 0; i < certificates.size(); i++) {
        store.setCertificateEntry("trusted-" + i, certificates.get(i));
      }
      return store;
    } catch (GeneralSecurityException | IOException e) {
      throw new TlsStoreException(Part.CERTIFICATES, "cannot be trusted (" + e + ")", e);
    }
  }

  private static Keys keyed(List<X509Certificate> chain, PrivateKey key, String where)
      throws TlsStoreException {
    if (!belong(key, chain.get(0).getPublicKey())) {
      throw new TlsStoreException(
          Part.KEY,
          "the private key in "
              + where
              + " is not that of the first certificate, "
              + chain.get(0).getSubjectX500Principal());
    }
    try {
      KeyStore store = empty();
      store.setKeyEntry("client", key, new char[0], chain.toArray(Certificate[]::new));
      return new Keys(store, new char[0]);
    } catch (GeneralSecurityException | IOException e) {
      throw new TlsStoreException(Part.KEY, "the key cannot be used (" + e + ")", e);
    }
  }

  /** Whether the one verifies what the other signs. */
  private static boolean belong(PrivateKey key, PublicKey certified) {
    String scheme =
        switch (key.getAlgorithm()) {
          case "RSA" -> "SHA256withRSA";
          case "EC" -> "SHA256withECDSA";
          case "DSA" -> "SHA256withDSA";
          default -> key.getAlgorithm();
        };
    byte[] probe = "probe".getBytes(StandardCharsets.US_ASCII);
    try {
      Signature signing = Signature.getInstance(scheme);
      signing.initSign(key);
      signing.update(probe);
      byte[] signature = signing.sign();
      Signature verifying = Signature.getInstance(scheme);
      verifying.initVerify(certified);
      verifying.update(probe);
      return verifying.verify(signature);
    } catch (GeneralSecurityException e) {
      return !scheme.startsWith("SHA256") && key.getAlgorithm().equals(certified.getAlgorithm());
    }
  }

  private static KeyStore empty() throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    return store;
  }

  private static TlsStoreException unusable(Path path, Exception cause) {
    return new TlsStoreException(
        Part.CERTIFICATES, where(path) + " cannot be used (" + cause.getMessage() + ")", cause);
  }

  private static String where(Path path) {
    return path.toAbsolutePath().toString();
  }

  private static String text(byte[] content) {
    return new String(content, StandardCharsets.ISO_8859_1);
  }
}
