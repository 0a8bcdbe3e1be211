package io.bpmnconnect.engine.http;

import io.bpmnconnect.engine.TlsSettings;
import java.security.InvalidAlgorithmParameterException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.Locale;
import java.util.regex.Pattern;
import javax.net.ssl.SSLPeerUnverifiedException;

/**
 * Why a TLS handshake failed and what to do, in plain words. JSSE tells most of it by text alone;
 * what is not known here is told in its words.
 */
public final class TlsFault {

  /** The alerts of RFC 8446, 6.2, that speak of a certificate can only mean ours. */
  private static final Pattern CLIENT_REFUSED =
      Pattern.compile(
          "(?:\\(\\w+\\) )?Received fatal alert:"
              + " (certificate_\\w+|bad_certificate|unsupported_certificate|unknown_ca|access_denied)"
              // The same in the words of the TLS library of gRPC.
              + "|.*:\\w+_ALERT_(\\w*CERTIFICATE\\w*|UNKNOWN_CA|ACCESS_DENIED)");

  /** What that library says when Java has refused a certificate, and says why in the cause. */
  private static final String SEE_CAUSE = "General OpenSslEngine problem";

  private TlsFault() {}

  /** Why, and what to do: for the end of a sentence that names the server. */
  public static String describe(Throwable fault, TlsSettings tls) {
    if (SEE_CAUSE.equals(fault.getMessage()) && fault.getCause() != null) {
      return describe(fault.getCause(), tls);
    }
    String message = String.valueOf(fault.getMessage());
    if (message.toLowerCase(Locale.ROOT).contains("unrecognized ssl message")) {
      return "the server does not speak TLS at this port; use an http address, or the port for TLS";
    }
    if (caused(fault, InvalidAlgorithmParameterException.class)) {
      return "this Java process trusts no certificate at all; see whether its trust store can be read"
          + " with its password (javax.net.ssl.trustStore, javax.net.ssl.trustStorePassword)";
    }
    if (caused(fault, CertificateExpiredException.class)
        || caused(fault, CertificateNotYetValidException.class)) {
      return "the server's certificate is not valid at this time ("
          + message
          + "); renew it, or set the clock";
    }
    if (caused(fault, CertPathBuilderException.class)) {
      return "the server's certificate is not trusted; add it, or the authority that signed it, to"
          + (tls.trustStore().isPresent()
              ? " the configured trust store"
              : " the trust store of this Java process (javax.net.ssl.trustStore)");
    }
    if (CLIENT_REFUSED.matcher(message).matches()) {
      return tls.keyStore().isPresent()
          ? "the server does not accept the certificate of this client ("
              + message
              + "); make it trust the one in the configured key store, or correct that"
          : "the server asks for a certificate of this client ("
              + message
              + "); configure a key store";
    }
    if (fault instanceof SSLPeerUnverifiedException
        || (caused(fault, CertificateException.class) && message.startsWith("No "))) {
      return "the server's certificate is for another host ("
          + message
          + "); use a host name that it is for";
    }
    return message;
  }

  private static boolean caused(Throwable fault, Class<? extends Throwable> type) {
    for (Throwable cause = fault; cause != null; cause = cause.getCause()) {
      if (type.isInstance(cause)) {
        return true;
      }
    }
    return false;
  }
}
