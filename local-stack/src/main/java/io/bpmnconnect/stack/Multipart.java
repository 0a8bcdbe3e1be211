package io.bpmnconnect.stack;

import java.util.UUID;

/** The body of a request that has several parts, as a form with files has. Not thread-safe. */
final class Multipart {
  private final String boundary = UUID.randomUUID().toString();
  private final StringBuilder body = new StringBuilder();

  Multipart field(String name, String value) {
    part("name=\"" + name + "\"", "text/plain; charset=utf-8", value);
    return this;
  }

  Multipart file(String name, String fileName, String content) {
    part(
        "name=\"" + name + "\"; filename=\"" + fileName + "\"",
        "application/octet-stream",
        content);
    return this;
  }

  private void part(String disposition, String type, String content) {
    body.append("--").append(boundary).append("\r\n");
    body.append("Content-Disposition: form-data; ").append(disposition).append("\r\n");
    body.append("Content-Type: ").append(type).append("\r\n\r\n");
    body.append(content).append("\r\n");
  }

  String contentType() {
    return "multipart/form-data; boundary=" + boundary;
  }

  String body() {
    return body + "--" + boundary + "--\r\n";
  }
}
