package io.bpmnconnect.engine.http;

import io.bpmnconnect.engine.http.TlsStoreException.Part;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/** Reads certificates and PKCS#8 keys from PEM text (RFC 7468). What else stands there is left. */
final class Pem {

  private static final Pattern BLOCK =
      Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([^-]*)-----END \\1-----");

  /** Of keys, as the JDK names them; a PKCS#8 key does not say it in the JDK's words. */
  private static final List<String> ALGORITHMS = List.of("RSA", "EC", "EdDSA", "RSASSA-PSS", "DSA");

  private static final String CONVERT =
      "; convert it to PKCS#8, such as with: openssl pkcs8 -topk8 -in key.pem -out pkcs8.pem";

  private Pem() {}

  static boolean isPem(String text) {
    return text.contains("-----BEGIN ");
  }

  /** All certificates of the text, in its order. */
  static List<X509Certificate> certificates(String text, String where) throws TlsStoreException {
    List<X509Certificate> certificates = new ArrayList<>();
    Matcher block = BLOCK.matcher(text);
    while (block.find()) {
      if (block.group(1).endsWith("CERTIFICATE")) {
        certificates.add(certificate(block.group(2), where));
      }
    }
    if (certificates.isEmpty()) {
      throw new TlsStoreException(Part.CERTIFICATES, where + " has no PEM certificate");
    }
    return certificates;
  }

  private static X509Certificate certificate(String base64, String where) throws TlsStoreException {
    try {
      byte[] der = Base64.getMimeDecoder().decode(base64);
      return (X509Certificate)
          CertificateFactory.getInstance("X.509")
              .generateCertificate(new ByteArrayInputStream(der));
    } catch (CertificateException | IllegalArgumentException e) {
      throw new TlsStoreException(
          Part.CERTIFICATES, where + " has a certificate that cannot be read", e);
    }
  }

  /** The first key of the text. */
  static PrivateKey key(String text, String where, Optional<String> password)
      throws TlsStoreException {
    Matcher block = BLOCK.matcher(text);
    while (block.find()) {
      String label = block.group(1);
      if (label.equals("PRIVATE KEY")) {
        return key(decoded(block.group(2), where), where);
      }
      if (label.equals("ENCRYPTED PRIVATE KEY")) {
        return decrypted(decoded(block.group(2), where), where, password);
      }
      if (label.endsWith("PRIVATE KEY")) {
        throw new TlsStoreException(
            Part.KEY, where + " has a key in the older format \"" + label + "\"" + CONVERT);
      }
    }
    throw new TlsStoreException(Part.KEY, where + " has no PEM private key");
  }

  private static byte[] decoded(String base64, String where) throws TlsStoreException {
    try {
      return Base64.getMimeDecoder().decode(base64);
    } catch (IllegalArgumentException e) {
      throw unreadable(where, e);
    }
  }

  private static PrivateKey key(byte[] pkcs8, String where) throws TlsStoreException {
    for (String algorithm : ALGORITHMS) {
      try {
        return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
      } catch (GeneralSecurityException other) {
        // not a key of this algorithm
      }
    }
    throw unreadable(where, null);
  }

  private static PrivateKey decrypted(byte[] encrypted, String where, Optional<String> password)
      throws TlsStoreException {
    if (password.isEmpty()) {
      throw new TlsStoreException(
          Part.KEY_PASSWORD, "is required: the private key in " + where + " is encrypted");
    }
    PBEKeySpec secret = new PBEKeySpec(password.get().toCharArray());
    try {
      EncryptedPrivateKeyInfo info = new EncryptedPrivateKeyInfo(encrypted);
      String algorithm = algorithm(info);
      Cipher cipher = Cipher.getInstance(algorithm);
      cipher.init(
          Cipher.DECRYPT_MODE,
          SecretKeyFactory.getInstance(algorithm).generateSecret(secret),
          info.getAlgParameters());
      return key(info.getKeySpec(cipher).getEncoded(), where);
    } catch (InvalidKeyException | InvalidKeySpecException e) {
      throw new TlsStoreException(
          Part.KEY_PASSWORD, "is not the password of the private key in " + where, e);
    } catch (GeneralSecurityException | IOException e) {
      throw notKnown(e, where);
    } finally {
      secret.clearPassword();
    }
  }

  /** Of PBES2 only the parameters tell the whole name. */
  private static String algorithm(EncryptedPrivateKeyInfo info) {
    return info.getAlgParameters() != null && info.getAlgName().startsWith("PBES2")
        ? info.getAlgParameters().toString()
        : info.getAlgName();
  }

  private static TlsStoreException notKnown(Exception cause, String where) {
    return new TlsStoreException(
        Part.KEY,
        where
            + " has a key that this Java cannot decrypt ("
            + cause.getMessage()
            + "); encrypt it with AES, such as with: openssl pkcs8 -topk8 -v2 aes-256-cbc -in"
            + " key.pem -out pkcs8.pem",
        cause);
  }

  private static TlsStoreException unreadable(String where, Throwable cause) {
    return new TlsStoreException(Part.KEY, where + " has a private key that cannot be read", cause);
  }
}
