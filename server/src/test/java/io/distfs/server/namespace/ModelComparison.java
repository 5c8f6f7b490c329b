package io.distfs.server.namespace;

import static org.assertj.core.api.Assertions.assertThat;

import io.distfs.server.reference.ModelView;
import io.distfs.shared.fs.Attributes;
import io.distfs.shared.fs.ByteString;
import io.distfs.shared.fs.DirectoryEntry;
import io.distfs.shared.fs.FileLock;
import io.distfs.shared.fs.FileMap;
import io.distfs.shared.fs.FileType;
import io.distfs.shared.fs.Segment;
import io.distfs.shared.id.InodeId;
import io.distfs.shared.id.SessionId;
import io.distfs.shared.message.Answer;
import io.distfs.shared.message.Query;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Compares everything that queries show of the core with the reference model. */
final class ModelComparison {
  private static final Space NO_SPACE = new Space(0, 0);
  private static final int PAGE = 3;

  private final MetaReader reader;
  private final NamespaceReader namespace;
  private final ModelView model;

  ModelComparison(MetaReader reader, ModelView model) {
    this.reader = reader;
    this.namespace = new NamespaceReader(reader);
    this.model = model;
  }

  void check(String when) {
    Set<Long> blocks = new HashSet<>();
    Set<InodeId> inodes = model.inodes();
    assertThat(new StateFacts(reader).inodes()).as(when).isEqualTo(inodes.size());
    for (InodeId id : inodes) {
      Attributes attributes = ((Answer.Node) ask(new Query.GetAttributes(id))).attributes();
      String what = when + ", inode " + id;
      assertThat(attributes).as(what).isEqualTo(model.attributes(id));
      assertThat(xattrs(id)).as(what).isEqualTo(model.xattrs(id));
      assertThat(LockReader.held(reader, id)).as(what).isEqualTo(model.locks(id));
      checkConflicts(what, id);
      if (attributes.type() == FileType.DIRECTORY) {
        assertThat(listing(id)).as(what).isEqualTo(model.listing(id));
      } else if (attributes.type() == FileType.REGULAR) {
        FileMap map = map(id);
        map.blocks().forEach(block -> blocks.add(block.block().value()));
        assertThat(ModelView.cells(Math.toIntExact(attributes.size()), map.segments()))
            .as(what)
            .isEqualTo(model.cells(id));
      }
    }
    assertThat(blocks).as(when).isEqualTo(model.blocks());
    assertThat(new StateFacts(reader).blocks()).as(when).isEqualTo(blocks.size());
    assertThat(((Answer.Orphans) ask(new Query.OrphansAfter(0, 10_000))).inodes())
        .as(when)
        .isEqualTo(model.orphans());
  }

  private void checkConflicts(String what, InodeId id) {
    SessionId nobody = new SessionId(99);
    for (FileLock.Mode mode : FileLock.Mode.values()) {
      FileLock lock = new FileLock(FileLock.Kind.RECORD, mode, 5, 7, 1, 1);
      assertThat(ask(new Query.FindLock(nobody, id, lock)))
          .as(what)
          .isEqualTo(new Answer.Lock(model.conflict(nobody, id, lock)));
    }
  }

  private Answer ask(Query query) {
    return namespace.answer(query, NO_SPACE);
  }

  private Map<ByteString, ByteString> xattrs(InodeId id) {
    Map<ByteString, ByteString> found = new HashMap<>();
    for (ByteString name : ((Answer.Names) ask(new Query.ListXattrs(id))).names()) {
      found.put(name, ((Answer.Bytes) ask(new Query.GetXattr(id, name))).bytes());
    }
    return found;
  }

  private List<DirectoryEntry> listing(InodeId id) {
    List<DirectoryEntry> entries = new ArrayList<>();
    boolean end = false;
    long cookie = 0;
    while (!end) {
      Answer.Listing page = (Answer.Listing) ask(new Query.ReadDirectory(id, cookie, PAGE, true));
      entries.addAll(page.entries());
      end = page.end();
      cookie = end ? cookie : page.entries().getLast().cookie();
    }
    return entries;
  }

  private FileMap map(InodeId id) {
    FileMap map = ((Answer.Map) ask(new Query.GetFileMap(id, 0, Long.MAX_VALUE))).map();
    long end = 0;
    for (Segment segment : map.segments()) {
      assertThat(segment.offset()).isGreaterThanOrEqualTo(end);
      end = segment.end();
    }
    return map;
  }
}
