package io.bpmnconnect.stack.camunda8;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the files of a form ({@code multipart/form-data}, RFC 7578). */
final class FormData {
  private static final Pattern BOUNDARY = Pattern.compile("boundary=\"?([^\";]+)");
  private static final Pattern FILE = Pattern.compile("filename=\"([^\"]+)\"");

  private FormData() {}

  record File(String name, String content) {}

  static List<File> parse(String contentType, byte[] body) {
    Matcher boundary = BOUNDARY.matcher(contentType);
    if (!boundary.find()) {
      throw new Refusal(Refusal.Kind.INVALID_ARGUMENT, "a form with files is expected");
    }
    List<File> files = new ArrayList<>();
    String text = new String(body, StandardCharsets.UTF_8);
    for (String part : text.split(Pattern.quote("--" + boundary.group(1)), -1)) {
      int headersEnd = part.indexOf("\r\n\r\n");
      Matcher file = FILE.matcher(headersEnd < 0 ? "" : part.substring(0, headersEnd));
      if (file.find()) {
        files.add(new File(file.group(1), part.substring(headersEnd + 4)));
      }
    }
    return files;
  }
}
