package io.bpmnconnect.engine.auth;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.RSAPrivateKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * A private key that signs JWTs, by the algorithm of RFC 7518 or RFC 8037 that fits it, and the
 * certificate that may belong to it. Immutable; safe for use by any thread; shows no part of the
 * key.
 */
public final class SigningKey {

  private static final int SHORTEST_RSA = 2048;
  private static final List<String> KINDS = List.of("RSA", "EC", "Ed25519");

  private final PrivateKey key;
  private final String algorithm;
  private final String signature;
  private final Optional<String> thumbprint;

  private SigningKey(
      PrivateKey key, String algorithm, String signature, Optional<String> thumbprint) {
    this.key = key;
    this.algorithm = algorithm;
    this.signature = signature;
    this.thumbprint = thumbprint;
  }

  /**
   * Reads a key.
   *
   * @param pem the key in PKCS #8, as PEM text
   * @throws IllegalArgumentException saying what is wrong with it
   */
  public static SigningKey read(String pem) {
    Pem block = Pem.read(pem);
    switch (block.label()) {
      case "PRIVATE KEY" -> {}
      case "ENCRYPTED PRIVATE KEY" ->
          throw new IllegalArgumentException(
              "is encrypted, and there is no key for its passphrase; decrypt it with openssl pkcs8"
                  + " -in key.pem -out decrypted.pem");
      case "RSA PRIVATE KEY", "EC PRIVATE KEY" ->
          throw new IllegalArgumentException(
              "is not in PKCS #8; convert it with openssl pkcs8 -topk8 -nocrypt -in key.pem -out"
                  + " pkcs8.pem");
      default -> throw new IllegalArgumentException("is not a private key, but a " + block.label());
    }
    PrivateKey key = decode(block.content());
    if (key instanceof RSAPrivateKey rsa) {
      if (rsa.getModulus().bitLength() < SHORTEST_RSA) {
        throw new IllegalArgumentException(
            "is an RSA key of "
                + rsa.getModulus().bitLength()
                + " bits, but needed are "
                + SHORTEST_RSA
                + " (RFC 7518)");
      }
      return new SigningKey(key, "RS256", "SHA256withRSA", Optional.empty());
    }
    if (key instanceof ECPrivateKey ec) {
      return switch (ec.getParams().getCurve().getField().getFieldSize()) {
        case 256 -> ellipticCurve(key, "ES256", "SHA256");
        case 384 -> ellipticCurve(key, "ES384", "SHA384");
        case 521 -> ellipticCurve(key, "ES512", "SHA512");
        default -> throw unknownKind();
      };
    }
    return new SigningKey(key, "EdDSA", "Ed25519", Optional.empty());
  }

  private static SigningKey ellipticCurve(PrivateKey key, String algorithm, String digest) {
    return new SigningKey(key, algorithm, digest + "withECDSAinP1363Format", Optional.empty());
  }

  private static PrivateKey decode(byte[] content) {
    return KINDS.stream()
        .flatMap(kind -> decode(kind, content).stream())
        .findFirst()
        .orElseThrow(SigningKey::unknownKind);
  }

  private static Optional<PrivateKey> decode(String kind, byte[] content) {
    try {
      return Optional.of(
          KeyFactory.getInstance(kind).generatePrivate(new PKCS8EncodedKeySpec(content)));
    } catch (InvalidKeySpecException otherKind) {
      return Optional.empty();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java has no keys of the kind " + kind, e);
    }
  }

  private static IllegalArgumentException unknownKind() {
    return new IllegalArgumentException(
        "is not a key that can be read; known are RSA, EC on P-256, P-384 and P-521, and Ed25519");
  }

  /**
   * The same key with its certificate, whose thumbprint then tells a server which key it is.
   *
   * @param pem the certificate, as PEM text
   * @throws IllegalArgumentException saying what is wrong with it
   */
  public SigningKey withCertificate(String pem) {
    Pem block = Pem.read(pem);
    if (!block.label().equals("CERTIFICATE")) {
      throw new IllegalArgumentException("is not a certificate, but a " + block.label());
    }
    try {
      Certificate certificate =
          CertificateFactory.getInstance("X.509")
              .generateCertificate(new ByteArrayInputStream(block.content()));
      if (!belongs(certificate)) {
        throw new IllegalArgumentException("is the certificate of another key");
      }
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded());
      return new SigningKey(key, algorithm, signature, Optional.of(base64Url(digest)));
    } catch (CertificateException unreadable) {
      throw new IllegalArgumentException("is not a certificate that can be read", unreadable);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java cannot sign with " + algorithm, e);
    }
  }

  private boolean belongs(Certificate certificate) throws GeneralSecurityException {
    if (!certificate.getPublicKey().getAlgorithm().equals(key.getAlgorithm())) {
      return false;
    }
    byte[] probe = "probe".getBytes(StandardCharsets.UTF_8);
    Signature verifier = Signature.getInstance(signature);
    verifier.initVerify(certificate.getPublicKey());
    verifier.update(probe);
    return verifier.verify(sign(probe));
  }

  /** The algorithm's name in a JWT's header, such as {@code RS256}. */
  String algorithm() {
    return algorithm;
  }

  /** The SHA-256 thumbprint of the certificate, as a JWT's header has it ({@code x5t#S256}). */
  Optional<String> thumbprint() {
    return thumbprint;
  }

  byte[] sign(byte[] content) {
    try {
      Signature signer = Signature.getInstance(signature);
      signer.initSign(key);
      signer.update(content);
      return signer.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java cannot sign with " + algorithm, e);
    }
  }

  static String base64Url(byte[] content) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(content);
  }

  @Override
  public String toString() {
    return "SigningKey[" + algorithm + "]";
  }
}
