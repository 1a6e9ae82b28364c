package io.umview.lwipv6.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResolversTest {
    private static final InetSocketAddress LOCAL = new InetSocketAddress("127.0.0.1", 53);

    @TempDir
    Path directory;

    @Test
    void theFileIsReadAndReadAgainWhenItHasChanged() throws IOException {
        Path file = directory.resolve("resolv.conf");
        Files.writeString(file, """
                # nameserver 192.0.2.9
                nameserver 192.0.2.1
                nameserver\t2001:db8::1
                nameserver nonsense
                nameserver
                domain example.org
                search a.example b.example
                options ndots:2
                """);
        Resolvers resolvers = new Resolvers(file, List.of());
        assertThat(resolvers.servers())
                .containsExactly(new InetSocketAddress("192.0.2.1", 53), new InetSocketAddress("2001:db8::1", 53));
        assertThat(resolvers.searchDomains()).containsExactly("a.example", "b.example");

        Files.writeString(file, "nameserver 192.0.2.2");
        Files.setLastModifiedTime(file, FileTime.fromMillis(1));
        assertThat(resolvers.servers()).containsExactly(new InetSocketAddress("192.0.2.2", 53));
        assertThat(resolvers.searchDomains()).isEmpty();
    }

    @Test
    void withoutAFileTheServerIsThisHost() throws IOException {
        assertThat(new Resolvers(directory.resolve("none"), List.of()).servers())
                .containsExactly(LOCAL);
        Path empty = Files.createFile(directory.resolve("empty"));
        assertThat(new Resolvers(empty, List.of()).servers()).containsExactly(LOCAL);
    }

    @Test
    void whatIsGivenCountsMore() {
        InetSocketAddress given = new InetSocketAddress("127.0.0.1", 5353);
        assertThat(new Resolvers(directory.resolve("none"), List.of(given)).servers())
                .containsExactly(given);
    }
}
