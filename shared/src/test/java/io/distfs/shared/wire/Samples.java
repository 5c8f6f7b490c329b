package io.distfs.shared.wire;

import static io.distfs.shared.wire.Values.BLOCK;
import static io.distfs.shared.wire.Values.FILE_ID;
import static io.distfs.shared.wire.Values.LOCK;
import static io.distfs.shared.wire.Values.MAP;

import io.distfs.shared.fs.Checksums;
import io.distfs.shared.id.BlockId;
import io.distfs.shared.id.ServerId;
import io.distfs.shared.id.SessionId;
import io.distfs.shared.message.AwaitLock;
import io.distfs.shared.message.BlockAbandon;
import io.distfs.shared.message.BlockLocate;
import io.distfs.shared.message.BlockPiece;
import io.distfs.shared.message.BlockRead;
import io.distfs.shared.message.ClusterState;
import io.distfs.shared.message.Command;
import io.distfs.shared.message.KeepAlive;
import io.distfs.shared.message.ServerReport;
import io.distfs.shared.message.VerifyReport;
import io.distfs.shared.message.WithdrawLock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** One message of every kind and of every alternative in it, by the name docs/WIRE.md gives it. */
final class Samples {
  private Samples() {}

  static List<Sample<?>> all() {
    List<Sample<?>> all = new ArrayList<>();
    MutationSamples.all()
        .forEach(
            (name, mutation) ->
                all.add(
                    new Sample<>(
                        "command/" + name,
                        new Command(new SessionId(5), 77, 70, mutation),
                        CommandCodec::encode,
                        CommandCodec::decode)));
    ReplySamples.outcomes()
        .forEach(
            (name, outcome) ->
                all.add(
                    new Sample<>(
                        "outcome/" + name, outcome, OutcomeCodec::encode, OutcomeCodec::decode)));
    ReplySamples.queries()
        .forEach(
            (name, query) ->
                all.add(
                    new Sample<>("query/" + name, query, QueryCodec::encode, QueryCodec::decode)));
    ReplySamples.answers()
        .forEach(
            (name, answer) ->
                all.add(
                    new Sample<>(
                        "answer/" + name, answer, AnswerCodec::encode, AnswerCodec::decode)));
    all.addAll(blocks());
    all.addAll(cluster());
    all.addAll(locks());
    return all;
  }

  private static List<Sample<?>> blocks() {
    return List.of(
        new Sample<>(
            "block/piece",
            new BlockPiece(
                BLOCK,
                8704,
                4096,
                Checksums.wrap(0x8A91_36AA, 0x62A8_AB43),
                List.of(new ServerId(2), new ServerId(3)),
                new BlockPiece.Hint(FILE_ID, 65_536, 1_767_225_600_123L)),
            BlockCodec::encodePiece,
            BlockCodec::decodePiece),
        new Sample<>(
            "block/piece-reply",
            new BlockPiece.Reply(List.of(new ServerId(1), new ServerId(2)), new ServerId(3)),
            BlockCodec::encodePieceReply,
            BlockCodec::decodePieceReply),
        new Sample<>(
            "block/piece-reply-complete",
            new BlockPiece.Reply(List.of(new ServerId(1)), null),
            BlockCodec::encodePieceReply,
            BlockCodec::decodePieceReply),
        new Sample<>(
            "block/read",
            new BlockRead(BLOCK, 5000, 100),
            BlockCodec::encodeRead,
            BlockCodec::decodeRead),
        new Sample<>(
            "block/read-reply",
            new BlockRead.Reply(4096, Checksums.wrap(0x8A91_36AA)),
            BlockCodec::encodeReadReply,
            BlockCodec::decodeReadReply),
        new Sample<>(
            "block/abandon",
            new BlockAbandon(new SessionId(5), BLOCK),
            BlockCodec::encodeAbandon,
            BlockCodec::decodeAbandon),
        new Sample<>(
            "block/locate",
            new BlockLocate(List.of(BLOCK, new BlockId(BLOCK.value() + 1))),
            BlockCodec::encodeLocate,
            BlockCodec::decodeLocate),
        new Sample<>(
            "block/locate-reply",
            new BlockLocate.Reply(
                List.of(
                    new BlockLocate.Place(
                        new BlockId(BLOCK.value() + 1),
                        "/s/0.blk",
                        2 << 20,
                        Checksums.wrap(0x8A91_36AA, 0x62A8_AB43)))),
            BlockCodec::encodeLocateReply,
            BlockCodec::decodeLocateReply));
  }

  private static List<Sample<?>> locks() {
    List<Sample<?>> all = new ArrayList<>();
    all.add(
        new Sample<>(
            "lock/await",
            new AwaitLock(new SessionId(5), 9, FILE_ID, LOCK),
            LockCodec::encodeAwait,
            LockCodec::decodeAwait));
    for (AwaitLock.Verdict verdict : AwaitLock.Verdict.values()) {
      all.add(
          new Sample<>(
              "lock/verdict-" + verdict.name().toLowerCase(Locale.ROOT),
              verdict,
              LockCodec::encodeVerdict,
              LockCodec::decodeVerdict));
    }
    all.add(
        new Sample<>(
            "lock/withdraw",
            new WithdrawLock(new SessionId(5), 9),
            LockCodec::encodeWithdraw,
            LockCodec::decodeWithdraw));
    return all;
  }

  private static List<Sample<?>> cluster() {
    ServerReport report = new ServerReport(new ServerId(1), 1L << 40, 3L << 30, 768, 12_345, 17);
    return List.of(
        new Sample<>(
            "session/keep-alive",
            new KeepAlive(new SessionId(5)),
            KeepAliveCodec::encode,
            KeepAliveCodec::decode),
        new Sample<>(
            "session/keep-alive-reply",
            new KeepAlive.Reply(17, 4, 30_000),
            KeepAliveCodec::encodeReply,
            KeepAliveCodec::decodeReply),
        new Sample<>("cluster/map", MAP, ClusterCodec::encodeMap, ClusterCodec::decodeMap),
        new Sample<>(
            "cluster/report", report, ClusterCodec::encodeReport, ClusterCodec::decodeReport),
        new Sample<>(
            "cluster/state",
            new ClusterState(
                MAP,
                new ServerId(1),
                new ServerId(0x1234),
                List.of(new ClusterState.Member(report, 250))),
            ClusterCodec::encodeState,
            ClusterCodec::decodeState),
        new Sample<>(
            "cluster/state-without-leader",
            new ClusterState(MAP, new ServerId(1), null, List.of()),
            ClusterCodec::encodeState,
            ClusterCodec::decodeState),
        new Sample<>(
            "verify/report",
            new VerifyReport(12_345, 0xFEED_FACE_CAFE_BEEFL, 3, 768, List.of("inode 34: nlink 2")),
            VerifyCodec::encode,
            VerifyCodec::decode));
  }
}
