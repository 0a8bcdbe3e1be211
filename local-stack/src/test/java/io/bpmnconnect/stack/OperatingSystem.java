package io.bpmnconnect.stack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/** What tests ask the operating system about processes. */
final class OperatingSystem {
  private OperatingSystem() {}

  /** Whether a process has ended; one that nobody has reaped yet has. */
  static boolean isGone(long pid) {
    return ProcessHandle.of(pid).map(handle -> !handle.isAlive() || isZombie(pid)).orElse(true);
  }

  private static boolean isZombie(long pid) {
    try {
      String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
      return stat.substring(stat.lastIndexOf(')')).startsWith(") Z");
    } catch (NoSuchFileException e) {
      return false;
    } catch (IOException e) {
      // The process ended while it was being read.
      return true;
    }
  }

  /** The ids of the processes that a process has started. */
  static List<Long> childrenOf(long pid) {
    return ProcessHandle.of(pid).orElseThrow().children().map(ProcessHandle::pid).toList();
  }

  /** Sends a signal. */
  static void signal(String name, long pid) throws IOException, InterruptedException {
    int exitCode =
        new ProcessBuilder("/bin/sh", "-c", "kill -" + name + " " + pid).start().waitFor();
    if (exitCode != 0) {
      throw new IOException("kill -" + name + " " + pid + " ended with " + exitCode);
    }
  }
}
