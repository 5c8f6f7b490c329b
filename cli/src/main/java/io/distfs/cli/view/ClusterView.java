package io.distfs.cli.view;

import io.distfs.shared.cluster.ServerInfo;
import io.distfs.shared.id.ServerId;
import io.distfs.shared.message.ClusterState;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A cluster as the operator sees it: who leads, which servers live, whether all is well. Immutable.
 */
public final class ClusterView {
  private final ClusterState state;

  /** The view of one server's answer, best the leader's. */
  public ClusterView(ClusterState state) {
    this.state = state;
  }

  /** What is wrong, a sentence each; empty if all is well. */
  public List<String> problems() {
    List<String> problems = new ArrayList<>();
    if (state.leader() == null) {
      problems.add("no leader: a majority of the servers must be running");
    } else if (state.reports().isEmpty()) {
      problems.add("the leader does not answer");
    } else {
      state.map().servers().forEach(server -> addProblem(server, problems));
    }
    return problems;
  }

  /** {@code distfs status} for people. */
  public String statusText() {
    StringBuilder text = new StringBuilder();
    line(text, "cluster", state.map().cluster().toString());
    line(text, "epoch", Long.toString(state.map().epoch()));
    line(text, "replicas", Integer.toString(state.map().replicas()));
    ServerInfo leader = leader();
    line(text, "leader", leader == null ? "none" : leader.id() + " at " + leader.address());
    line(text, "servers", aliveCount() + " alive of " + state.map().servers().size());
    line(text, "blocks", Units.bytes(usedBytes()) + " of " + Units.bytes(totalBytes()) + " raw");
    List<String> problems = problems();
    line(text, "health", problems.isEmpty() ? "ok" : "degraded");
    problems.forEach(problem -> text.append("  ").append(problem).append('\n'));
    return text.toString();
  }

  /** {@code distfs status --json}. */
  public Map<String, @Nullable Object> statusJson() {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    ServerInfo leader = leader();
    json.put("cluster", state.map().cluster().toString());
    json.put("epoch", state.map().epoch());
    json.put("replicas", state.map().replicas());
    json.put("leader", leader == null ? null : leader.id().value());
    json.put("leaderAddress", leader == null ? null : leader.address().toString());
    json.put("serversAlive", aliveCount());
    json.put("servers", state.map().servers().size());
    json.put("rawTotalBytes", totalBytes());
    json.put("rawUsedBytes", usedBytes());
    json.put("healthy", problems().isEmpty());
    json.put("problems", problems());
    return json;
  }

  /** {@code distfs servers} for people. */
  public String serversText() {
    TextTable table =
        new TextTable(
            "ID", "ADDRESS", "STATE", "ROLE", "USED", "TOTAL", "BLOCKS", "APPLIED", "SEEN");
    for (ServerInfo server : state.map().servers()) {
      ClusterState.Member member = member(server.id());
      if (member == null) {
        table.row(
            id(server),
            server.address().toString(),
            "unknown",
            role(server),
            "-",
            "-",
            "-",
            "-",
            "never");
      } else {
        table.row(
            id(server),
            server.address().toString(),
            member.alive() ? "alive" : "dead",
            role(server),
            Units.bytes(member.report().usedBytes()),
            Units.bytes(member.report().totalBytes()),
            Units.count(member.report().blocks()),
            Units.count(member.report().appliedIndex()),
            Units.age(member.ageMillis()) + " ago");
      }
    }
    return table.render();
  }

  /** {@code distfs servers --json}. */
  public List<Map<String, @Nullable Object>> serversJson() {
    List<Map<String, @Nullable Object>> list = new ArrayList<>();
    for (ServerInfo server : state.map().servers()) {
      Map<String, @Nullable Object> json = new LinkedHashMap<>();
      json.put("id", server.id().value());
      json.put("uuid", server.uuid().toString());
      json.put("address", server.address().toString());
      json.put("role", role(server));
      json.put("weight", server.weight());
      json.put("failureDomain", server.failureDomain());
      ClusterState.Member member = member(server.id());
      json.put("alive", member != null && member.alive());
      if (member != null) {
        json.put("lastSeenMillis", member.ageMillis());
        json.put("totalBytes", member.report().totalBytes());
        json.put("usedBytes", member.report().usedBytes());
        json.put("blocks", member.report().blocks());
        json.put("appliedIndex", member.report().appliedIndex());
      }
      list.add(json);
    }
    return list;
  }

  private void addProblem(ServerInfo server, List<String> problems) {
    ClusterState.Member member = member(server.id());
    if (member == null) {
      problems.add("server " + server.id() + " at " + server.address() + " has never reported");
    } else if (!member.alive()) {
      problems.add(
          "server "
              + server.id()
              + " at "
              + server.address()
              + " has not reported for "
              + Units.age(member.ageMillis()));
    }
  }

  private @Nullable ServerInfo leader() {
    ServerId leader = state.leader();
    return leader == null ? null : state.map().server(leader);
  }

  private ClusterState.@Nullable Member member(ServerId id) {
    for (ClusterState.Member member : state.reports()) {
      if (member.report().server().equals(id)) {
        return member;
      }
    }
    return null;
  }

  private String role(ServerInfo server) {
    return server.id().equals(state.leader()) ? "leader" : "follower";
  }

  private long aliveCount() {
    return state.reports().stream().filter(ClusterState.Member::alive).count();
  }

  private long totalBytes() {
    return state.reports().stream().mapToLong(member -> member.report().totalBytes()).sum();
  }

  private long usedBytes() {
    return state.reports().stream().mapToLong(member -> member.report().usedBytes()).sum();
  }

  private static String id(ServerInfo server) {
    return server.id().toString();
  }

  private static void line(StringBuilder text, String name, String value) {
    text.append(String.format("%-10s%s%n", name, value));
  }
}
