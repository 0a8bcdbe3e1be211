package io.bpmnconnect.engine.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.crypto.Cipher;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/** An authority for certificates, made with the JDK's keytool; and stores of what it has issued. */
public final class Authority {

  /** Of every store and key; nothing is secret in a test. */
  static final String PASSWORD = "changeit";

  private static final String ROOT = "root";

  /** 1.2.840.113549.1.5.13 (RFC 8018). */
  private static final byte[] PBES2 = {
    0x2A, (byte) 0x86, 0x48, (byte) 0x86, (byte) 0xF7, 13, 1, 5, 13
  };

  /** A key and the certificates for it, the root's included. */
  public record Identity(PrivateKey key, List<Certificate> chain) {

    public String chainPem() {
      StringBuilder text = new StringBuilder();
      chain.forEach(certificate -> text.append(Authority.pem(certificate)));
      return text.toString();
    }

    public String keyPem() {
      return block("PRIVATE KEY", key.getEncoded());
    }

    /** PKCS#8 as openssl writes it with a password. */
    String encryptedKeyPem() throws IOException, GeneralSecurityException {
      String algorithm = "PBEWithHmacSHA256AndAES_256";
      Cipher cipher = Cipher.getInstance(algorithm);
      cipher.init(
          Cipher.ENCRYPT_MODE,
          SecretKeyFactory.getInstance(algorithm)
              .generateSecret(new PBEKeySpec(PASSWORD.toCharArray())));
      byte[] scheme = der(0x30, der(0x06, PBES2), cipher.getParameters().getEncoded());
      byte[] encrypted = der(0x04, cipher.doFinal(key.getEncoded()));
      return block("ENCRYPTED PRIVATE KEY", der(0x30, scheme, encrypted));
    }

    /** The JDK reads this form (RFC 5958), but does not write it. */
    private static byte[] der(int tag, byte[]... contents) {
      ByteArrayOutputStream content = new ByteArrayOutputStream();
      for (byte[] part : contents) {
        content.writeBytes(part);
      }
      ByteArrayOutputStream all = new ByteArrayOutputStream();
      all.write(tag);
      all.write(0x82); // two bytes of length
      all.write(content.size() >> 8);
      all.write(content.size());
      all.writeBytes(content.toByteArray());
      return all.toByteArray();
    }

    public KeyStore store(String type) throws IOException, GeneralSecurityException {
      KeyStore store = KeyStore.getInstance(type);
      store.load(null, null);
      store.setKeyEntry("identity", key, PASSWORD.toCharArray(), chain.toArray(Certificate[]::new));
      return store;
    }
  }

  private final Path store;

  private Authority(Path store) {
    this.store = store;
  }

  public static Authority create(Path directory, String name)
      throws IOException, InterruptedException {
    Authority authority = new Authority(directory.resolve(name + "-authority.p12"));
    authority.keytool(ROOT, "-dname", "CN=" + name, "-ext", "bc:c", "-ext", "ku:c=keyCertSign");
    return authority;
  }

  /**
   * Issues a certificate.
   *
   * @param options of keytool, such as {@code -ext san=dns:localhost}
   */
  public Identity issue(String name, String... options)
      throws IOException, InterruptedException, GeneralSecurityException {
    List<String> all = new ArrayList<>(List.of("-dname", "CN=" + name, "-signer", ROOT));
    all.addAll(Arrays.asList(options));
    keytool(name, all.toArray(String[]::new));
    KeyStore loaded = load();
    return new Identity(
        (PrivateKey) loaded.getKey(name, PASSWORD.toCharArray()),
        List.of(loaded.getCertificateChain(name)));
  }

  /** A server's certificate for {@code localhost}. */
  public Identity server() throws IOException, InterruptedException, GeneralSecurityException {
    return issue("server", "-ext", "san=dns:localhost,ip:127.0.0.1");
  }

  KeyStore trust(String type) throws IOException, GeneralSecurityException {
    KeyStore trust = KeyStore.getInstance(type);
    trust.load(null, null);
    trust.setCertificateEntry("authority", certificate());
    return trust;
  }

  public String pem() throws IOException, GeneralSecurityException {
    return pem(certificate());
  }

  private Certificate certificate() throws IOException, GeneralSecurityException {
    return load().getCertificate(ROOT);
  }

  private KeyStore load() throws IOException, GeneralSecurityException {
    KeyStore loaded = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      loaded.load(in, PASSWORD.toCharArray());
    }
    return loaded;
  }

  static Path write(KeyStore store, Path file) throws IOException, GeneralSecurityException {
    Path written = file.resolveSibling(file.getFileName() + ".new");
    try (OutputStream out = Files.newOutputStream(written)) {
      store.store(out, PASSWORD.toCharArray());
    }
    return Files.move(written, file, StandardCopyOption.REPLACE_EXISTING);
  }

  private static String pem(Certificate certificate) {
    try {
      return block("CERTIFICATE", certificate.getEncoded());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  static String block(String label, byte[] content) {
    return "-----BEGIN %s-----%n%s%n-----END %s-----%n"
        .formatted(
            label,
            Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                .encodeToString(content),
            label);
  }

  private void keytool(String alias, String... options) throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                alias,
                "-keyalg",
                "EC",
                "-storetype",
                "PKCS12",
                "-storepass",
                PASSWORD,
                "-keystore",
                store.toString()));
    command.addAll(Arrays.asList(options));
    Process keytool = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (!keytool.waitFor(60, TimeUnit.SECONDS) || keytool.exitValue() != 0) {
      throw new IOException("keytool failed: " + output);
    }
  }
}
