package io.bpmnconnect.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What the README and the documents show is what the quickstart runs, and their links lead
 * somewhere.
 */
class ReadmeTest {

  private static final Path ROOT = Path.of(System.getProperty("project.root"));

  @ParameterizedTest
  @ValueSource(strings = {"config/sink-orders.json", "config/source-payments.json"})
  void theReadmeShowsTheConfigurationsThatTheQuickstartPosts(String file) throws IOException {
    String readme = Files.readString(ROOT.resolve("README.md"));

    assertThat(readme)
        .contains(
            "<!-- " + file + " -->\n```json\n" + Files.readString(ROOT.resolve(file)) + "```");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "README.md",
        "CONTRIBUTING.md",
        "docs/reply-contract.md",
        "docs/engines.md",
        "docs/guarantees.md",
        "docs/reliability.md",
        "docs/go-bpmn.md",
        "docs/performance.md",
        "docs/configuration-sink.md",
        "docs/configuration-source.md"
      })
  void linksWithinTheRepositoryLeadSomewhere(String document) throws IOException {
    Path file = ROOT.resolve(document);
    Matcher links = Pattern.compile("\\]\\(([^)#]+)[^)]*\\)").matcher(Files.readString(file));

    while (links.find()) {
      String target = links.group(1);
      if (!target.startsWith("https://")) {
        assertThat(file.resolveSibling(target)).as("link in " + document).exists();
      }
    }
  }

  /** What is run by hand only is easily forgotten. */
  @Test
  void theCampaignTakesWhatTheDocumentSays() throws IOException {
    Path script = ROOT.resolve("integration-tests/campaign");
    String usage =
        Files.readString(script)
            .lines()
            .filter(line -> line.startsWith("#:"))
            .collect(Collectors.joining("\n"));
    List<String> commands =
        Pattern.compile("^integration-tests/campaign.*", Pattern.MULTILINE)
            .matcher(Files.readString(ROOT.resolve("docs/reliability.md")))
            .results()
            .map(MatchResult::group)
            .toList();

    assertThat(script).isExecutable();
    assertThat(commands)
        .isNotEmpty()
        .allSatisfy(
            command ->
                assertThat(command.split("[ =]", -1))
                    .filteredOn(word -> !word.matches("\\d+"))
                    .allSatisfy(word -> assertThat(usage).contains(word)));
  }

  @Test
  void theExampleOfAReplyIsTheOneOfTheContract() throws IOException {
    String readme = Files.readString(ROOT.resolve("README.md"));
    Matcher envelope =
        Pattern.compile("<!-- envelope -->\n(```json\n.*?```)", Pattern.DOTALL).matcher(readme);

    assertThat(envelope.find()).isTrue();
    assertThat(Files.readString(ROOT.resolve("docs/reply-contract.md")))
        .contains(envelope.group(1));
  }
}
