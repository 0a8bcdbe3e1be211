package io.bpmnconnect.engine.http;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/** A server that takes a request over TLS and answers it with what is no TLS. */
final class GarblingServer implements AutoCloseable {

  private final ServerSocket listener;
  private final SSLContext context;

  private GarblingServer(ServerSocket listener, SSLContext context) {
    this.listener = listener;
    this.context = context;
  }

  static GarblingServer with(KeyStore keys) throws IOException, GeneralSecurityException {
    KeyManagerFactory own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    own.init(keys, Authority.PASSWORD.toCharArray());
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(own.getKeyManagers(), null, null);
    GarblingServer server =
        new GarblingServer(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), context);
    Thread thread = new Thread(server::serve, "garbling-server");
    thread.setDaemon(true);
    thread.start();
    return server;
  }

  private void serve() {
    try (Socket plain = listener.accept();
        SSLSocket tls =
            (SSLSocket)
                context.getSocketFactory().createSocket(plain, null, plain.getPort(), false)) {
      tls.setUseClientMode(false);
      tls.getInputStream().read();
      plain.getOutputStream().write("no TLS at all".getBytes(StandardCharsets.US_ASCII));
      plain.getInputStream().read();
    } catch (IOException closed) {
      // the test is over
    }
  }

  URI address() {
    return URI.create("https://localhost:" + listener.getLocalPort());
  }

  @Override
  public void close() throws IOException {
    listener.close();
  }
}
