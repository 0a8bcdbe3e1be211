package io.bpmnconnect.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.bpmnconnect.engine.EngineInfo;
import io.bpmnconnect.engine.EngineType;
import io.bpmnconnect.engine.Feature;
import io.bpmnconnect.engine.Operation;
import io.bpmnconnect.engine.factory.ProcessEngines;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The table of what each engine can do is written from what the adapters say. */
class EngineTableTest {

  private static final Path DOCUMENT =
      Path.of(System.getProperty("project.root"), "docs", "engines.md");

  private static final Pattern TABLE =
      Pattern.compile(
          "(<!-- Written by EngineTableTest; do not edit\\. -->\n)\\|.*?\n(?!\\|)", Pattern.DOTALL);

  /** One version of an engine. */
  private record Column(EngineType type, EngineInfo engine) {

    String title() {
      return "`" + type + "` " + engine.version();
    }
  }

  private static final List<Column> COLUMNS =
      ProcessEngines.adapters().stream()
          .flatMap(
              adapter -> adapter.known().stream().map(engine -> new Column(adapter.type(), engine)))
          .toList();

  @Test
  void theTableOfTheEnginesIsUpToDate() throws IOException {
    String document = Files.readString(DOCUMENT);
    Matcher table = TABLE.matcher(document);
    assertThat(table.find()).as("the table's place in " + DOCUMENT).isTrue();

    String written = table.replaceFirst("$1" + Matcher.quoteReplacement(table()));

    if (Boolean.getBoolean("update.docs")) {
      Files.writeString(DOCUMENT, written);
    }
    assertThat(DOCUMENT).as("write it again as CONTRIBUTING.md tells").hasContent(written);
  }

  private static String table() {
    List<String> lines = new ArrayList<>();
    lines.add(line("", COLUMNS.stream().map(Column::title).toList()));
    lines.add(line("---", Collections.nCopies(COLUMNS.size(), ":-:")));
    for (Operation operation : Operation.values()) {
      lines.add(row("`" + operation + "`", engine -> engine.whyNot(operation).isEmpty()));
    }
    for (Feature feature : Feature.values()) {
      lines.add(row(feature.description(), engine -> engine.whyNot(feature).isEmpty()));
    }
    return String.join("\n", lines) + "\n";
  }

  private static String row(String name, Predicate<EngineInfo> has) {
    return line(
        name, COLUMNS.stream().map(column -> has.test(column.engine()) ? "yes" : "–").toList());
  }

  private static String line(String first, List<String> cells) {
    return "| " + first + " | " + String.join(" | ", cells) + " |";
  }
}
