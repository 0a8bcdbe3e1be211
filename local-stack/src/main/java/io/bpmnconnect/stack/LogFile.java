package io.bpmnconnect.stack;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The log file of one child process, which that process appends to. */
record LogFile(Path path) {
  private static final int TAIL_BYTES = 64 * 1024;

  /** The last lines, at most as many as asked for and from at most the last 64 KiB. */
  List<String> tail(int lines) {
    if (!Files.exists(path)) {
      return List.of();
    }
    try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "r")) {
      file.seek(Math.max(0, file.length() - TAIL_BYTES));
      byte[] bytes = new byte[(int) Math.min(TAIL_BYTES, file.length() - file.getFilePointer())];
      file.readFully(bytes);
      List<String> all = new String(bytes, StandardCharsets.UTF_8).lines().toList();
      return all.subList(Math.max(0, all.size() - lines), all.size());
    } catch (IOException e) {
      // The tail only explains another failure, which must not be hidden by this one.
      return List.of("(" + path + " cannot be read: " + e.getMessage() + ")");
    }
  }
}
