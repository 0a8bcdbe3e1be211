package io.bpmnconnect.engine.http;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;

/** One connection each, to see who the server takes this client for. */
final class Handshakes {

  private static final byte[] REQUEST =
      "GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
          .getBytes(StandardCharsets.US_ASCII);

  private Handshakes() {}

  /** As the HTTP client does it. */
  static String with(TlsMaterial material, TlsServer server) throws IOException {
    return request(material.context(), server);
  }

  /** As another client does it that takes a trust manager and a key manager once and for all. */
  static String withManagers(TlsMaterial material, TlsServer server)
      throws IOException, GeneralSecurityException {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(
        new KeyManager[] {material.keyManager().orElseThrow()},
        new TrustManager[] {material.trustManager().orElseThrow()},
        null);
    return request(context, server);
  }

  private static String request(SSLContext context, TlsServer server) throws IOException {
    try (SSLSocket socket =
        (SSLSocket) context.getSocketFactory().createSocket("localhost", server.port())) {
      socket.getOutputStream().write(REQUEST);
      InputStream in = socket.getInputStream();
      in.readAllBytes();
    }
    List<String> clients = server.clients();
    return clients.get(clients.size() - 1);
  }
}
