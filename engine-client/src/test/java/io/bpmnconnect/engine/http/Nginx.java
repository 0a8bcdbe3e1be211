package io.bpmnconnect.engine.http;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A real nginx in front of another server, on a loopback port; ends with the test. */
public final class Nginx implements AutoCloseable {

  private final Process process;
  private final int port;

  private Nginx(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  /** Where it is installed. */
  public static Optional<Path> program() {
    return Stream.concat(
            Stream.of("/usr/sbin", "/usr/local/sbin"),
            Stream.of(System.getenv().getOrDefault("PATH", "").split(":")))
        .map(folder -> Path.of(folder, "nginx"))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /**
   * Starts it.
   *
   * @param directory for its files
   * @param identity its certificate and key
   * @param clients PEM certificates of the authorities of clients, or empty to ask for none
   * @param options of the {@code server} block, separated by semicolons
   */
  public static Nginx start(
      Path directory, Authority.Identity identity, String clients, String options)
      throws Exception {
    if (Files.getFileStore(directory).supportsFileAttributeView("posix")) {
      Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    Files.writeString(directory.resolve("chain.pem"), identity.chainPem());
    Files.writeString(directory.resolve("key.pem"), identity.keyPem());
    Files.writeString(directory.resolve("clients.pem"), clients);
    String verify =
        clients.isEmpty()
            ? ""
            : "ssl_verify_client on; ssl_client_certificate " + directory + "/clients.pem;";
    Path configuration =
        Files.writeString(
            directory.resolve("nginx.conf"),
            """
            worker_processes 1;
            pid %1$s/nginx.pid;
            error_log %1$s/error.log;
            events { worker_connections 512; }
            http {
              access_log off;
              client_body_temp_path %1$s/body;
              proxy_temp_path %1$s/proxy;
              fastcgi_temp_path %1$s/fastcgi;
              uwsgi_temp_path %1$s/uwsgi;
              scgi_temp_path %1$s/scgi;
              server {
                listen 127.0.0.1:%2$d ssl http2;
                ssl_certificate %1$s/chain.pem;
                ssl_certificate_key %1$s/key.pem;
                %3$s
                %4$s
                location = /protocol { default_type text/plain; return 200 "$server_protocol"; }
                location = /client { default_type text/plain; return 200 "$ssl_client_s_dn"; }
              }
            }
            """
                .formatted(directory, port, verify, options));
    Process process =
        new ProcessBuilder(
                List.of(
                    program().orElseThrow().toString(),
                    "-p",
                    directory.toString(),
                    "-c",
                    configuration.toString(),
                    "-e",
                    directory.resolve("error.log").toString(),
                    "-g",
                    "daemon off; master_process off;"))
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("output.log").toFile())
            .start();
    Nginx nginx = new Nginx(process, port);
    nginx.awaitStart(directory);
    return nginx;
  }

  private void awaitStart(Path directory) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (System.nanoTime() < deadline && process.isAlive()) {
      try (Socket probe = new Socket()) {
        probe.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1_000);
        return;
      } catch (IOException notYet) {
        process.waitFor(50, TimeUnit.MILLISECONDS);
      }
    }
    close();
    throw new IOException(
        "nginx did not start: " + Files.readString(directory.resolve("output.log")));
  }

  public URI address(String path) {
    return URI.create("https://localhost:" + port + path);
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
