package io.bpmnconnect.engine.auth;

import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The first block of a PEM text (RFC 7468). Line ends may be lost, or be written as {@code \n}, as
 * happens to a text on its way through environment variables and properties.
 */
@SuppressWarnings("ArrayRecordComponent") // read once, never compared
record Pem(String label, byte[] content) {

  private static final Pattern BLOCK =
      Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----(.*?)-----END \\1-----", Pattern.DOTALL);

  /**
   * Reads a text.
   *
   * @throws IllegalArgumentException saying, without showing any of the text, what is wrong with it
   */
  static Pem read(String text) {
    Matcher block = BLOCK.matcher(text);
    if (!block.find()) {
      throw new IllegalArgumentException(
          "is not PEM text: it has no -----BEGIN …----- with its -----END …-----");
    }
    String body = block.group(2).replace("\\r", "").replace("\\n", "").replaceAll("\\s", "");
    try {
      return new Pem(block.group(1), Base64.getDecoder().decode(body));
    } catch (IllegalArgumentException notBase64) {
      throw new IllegalArgumentException("is not PEM text: what it encloses is not Base64");
    }
  }
}
