package io.distfs.cli.view;

import io.distfs.shared.cluster.HostPort;
import io.distfs.shared.message.VerifyReport;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the verifier said on each server. Not thread-safe.
 *
 * <p>Hashes are compared between servers that answered for the same log index; a busy cluster moves
 * on between two answers, and different indexes prove nothing.
 */
public final class VerifyView {
  private final Map<HostPort, VerifyReport> reports = new LinkedHashMap<>();
  private final Map<HostPort, String> failures = new LinkedHashMap<>();

  /** A server answered. */
  public void answered(HostPort server, VerifyReport report) {
    reports.put(server, report);
  }

  /** A server did not. */
  public void failed(HostPort server, String why) {
    failures.put(server, why);
  }

  /** Whether every server answered, found nothing, and none contradicts another. */
  public boolean clean() {
    return failures.isEmpty()
        && contradictions().isEmpty()
        && reports.values().stream().allMatch(report -> report.problems().isEmpty());
  }

  /** {@code distfs verify} for people. */
  public String text() {
    StringBuilder text = new StringBuilder();
    reports.forEach(
        (server, report) -> {
          text.append(server)
              .append(report.problems().isEmpty() ? "  clean" : "  DAMAGED")
              .append(", ")
              .append(Units.count(report.inodes()))
              .append(" inodes, ")
              .append(Units.count(report.blocks()))
              .append(" blocks, log index ")
              .append(Units.count(report.appliedIndex()))
              .append(", hash ")
              .append(hash(report))
              .append('\n');
          report.problems().forEach(problem -> text.append("  ").append(problem).append('\n'));
        });
    failures.forEach((server, why) -> text.append(server).append("  ").append(why).append('\n'));
    contradictions().forEach(line -> text.append(line).append('\n'));
    return text.toString();
  }

  /** {@code distfs verify --json}. */
  public Map<String, @Nullable Object> json() {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    List<Map<String, @Nullable Object>> servers = new ArrayList<>();
    reports.forEach((server, report) -> servers.add(reportJson(server, report)));
    failures.forEach((server, why) -> servers.add(failureJson(server, why)));
    json.put("clean", clean());
    json.put("servers", servers);
    json.put("contradictions", contradictions());
    return json;
  }

  private List<String> contradictions() {
    List<String> found = new ArrayList<>();
    Map<Long, Map.Entry<HostPort, VerifyReport>> byIndex = new HashMap<>();
    for (Map.Entry<HostPort, VerifyReport> entry : reports.entrySet()) {
      VerifyReport report = entry.getValue();
      Map.Entry<HostPort, VerifyReport> other = byIndex.putIfAbsent(report.appliedIndex(), entry);
      if (other != null && other.getValue().stateHash() != report.stateHash()) {
        found.add(
            "at log index "
                + report.appliedIndex()
                + " the states differ: "
                + other.getKey()
                + " has hash "
                + hash(other.getValue())
                + ", "
                + entry.getKey()
                + " has "
                + hash(report));
      }
    }
    return found;
  }

  private static Map<String, @Nullable Object> reportJson(HostPort server, VerifyReport report) {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("address", server.toString());
    json.put("appliedIndex", report.appliedIndex());
    json.put("stateHash", hash(report));
    json.put("inodes", report.inodes());
    json.put("blocks", report.blocks());
    json.put("problems", report.problems());
    return json;
  }

  private static Map<String, @Nullable Object> failureJson(HostPort server, String why) {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("address", server.toString());
    json.put("error", why);
    return json;
  }

  private static String hash(VerifyReport report) {
    return String.format("%016x", report.stateHash());
  }
}
