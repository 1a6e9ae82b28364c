package io.umview.lwipv6.netlink.proc;

import java.util.HashMap;
import java.util.Map;

/** Files of /proc/net with counters: snmp, netstat, snmp6; names and order as in Linux 6.18. */
final class CounterTexts {
    private static final String IP = """
            Forwarding DefaultTTL InReceives InHdrErrors InAddrErrors ForwDatagrams InUnknownProtos InDiscards \
            InDelivers OutRequests OutDiscards OutNoRoutes ReasmTimeout ReasmReqds ReasmOKs ReasmFails FragOKs \
            FragFails FragCreates OutTransmits\
            """;

    private static final String ICMP = """
            InMsgs InErrors InCsumErrors InDestUnreachs InTimeExcds InParmProbs InSrcQuenchs InRedirects InEchos \
            InEchoReps InTimestamps InTimestampReps InAddrMasks InAddrMaskReps OutMsgs OutErrors OutRateLimitGlobal \
            OutRateLimitHost OutDestUnreachs OutTimeExcds OutParmProbs OutSrcQuenchs OutRedirects OutEchos \
            OutEchoReps OutTimestamps OutTimestampReps OutAddrMasks OutAddrMaskReps\
            """;

    private static final String TCP = """
            RtoAlgorithm RtoMin RtoMax MaxConn ActiveOpens PassiveOpens AttemptFails EstabResets CurrEstab InSegs \
            OutSegs RetransSegs InErrs OutRsts InCsumErrors\
            """;

    private static final String UDP = """
            InDatagrams NoPorts InErrors OutDatagrams RcvbufErrors SndbufErrors InCsumErrors IgnoredMulti MemErrors\
            """;

    private static final String TCP_EXT = """
            SyncookiesSent SyncookiesRecv SyncookiesFailed EmbryonicRsts PruneCalled RcvPruned OfoPruned \
            OutOfWindowIcmps LockDroppedIcmps ArpFilter TW TWRecycled TWKilled PAWSActive PAWSEstab BeyondWindow \
            TSEcrRejected PAWSOldAck PAWSTimewait DelayedACKs DelayedACKLocked DelayedACKLost ListenOverflows \
            ListenDrops TCPHPHits TCPPureAcks TCPHPAcks TCPRenoRecovery TCPSackRecovery TCPSACKReneging \
            TCPSACKReorder TCPRenoReorder TCPTSReorder TCPFullUndo TCPPartialUndo TCPDSACKUndo TCPLossUndo \
            TCPLostRetransmit TCPRenoFailures TCPSackFailures TCPLossFailures TCPFastRetrans TCPSlowStartRetrans \
            TCPTimeouts TCPLossProbes TCPLossProbeRecovery TCPRenoRecoveryFail TCPSackRecoveryFail TCPRcvCollapsed \
            TCPBacklogCoalesce TCPDSACKOldSent TCPDSACKOfoSent TCPDSACKRecv TCPDSACKOfoRecv TCPAbortOnData \
            TCPAbortOnClose TCPAbortOnMemory TCPAbortOnTimeout TCPAbortOnLinger TCPAbortFailed TCPMemoryPressures \
            TCPMemoryPressuresChrono TCPSACKDiscard TCPDSACKIgnoredOld TCPDSACKIgnoredNoUndo TCPSpuriousRTOs \
            TCPMD5NotFound TCPMD5Unexpected TCPMD5Failure TCPSackShifted TCPSackMerged TCPSackShiftFallback \
            TCPBacklogDrop PFMemallocDrop TCPMinTTLDrop TCPDeferAcceptDrop IPReversePathFilter TCPTimeWaitOverflow \
            TCPReqQFullDoCookies TCPReqQFullDrop TCPRetransFail TCPRcvCoalesce TCPOFOQueue TCPOFODrop TCPOFOMerge \
            TCPChallengeACK TCPSYNChallenge TCPFastOpenActive TCPFastOpenActiveFail TCPFastOpenPassive \
            TCPFastOpenPassiveFail TCPFastOpenListenOverflow TCPFastOpenCookieReqd TCPFastOpenBlackhole \
            TCPSpuriousRtxHostQueues BusyPollRxPackets TCPAutoCorking TCPFromZeroWindowAdv TCPToZeroWindowAdv \
            TCPWantZeroWindowAdv TCPSynRetrans TCPOrigDataSent TCPHystartTrainDetect TCPHystartTrainCwnd \
            TCPHystartDelayDetect TCPHystartDelayCwnd TCPACKSkippedSynRecv TCPACKSkippedPAWS TCPACKSkippedSeq \
            TCPACKSkippedFinWait2 TCPACKSkippedTimeWait TCPACKSkippedChallenge TCPWinProbe TCPKeepAlive TCPMTUPFail \
            TCPMTUPSuccess TCPDelivered TCPDeliveredCE TCPAckCompressed TCPZeroWindowDrop TCPRcvQDrop TCPWqueueTooBig \
            TCPFastOpenPassiveAltKey TcpTimeoutRehash TcpDuplicateDataRehash TCPDSACKRecvSegs TCPDSACKIgnoredDubious \
            TCPMigrateReqSuccess TCPMigrateReqFailure TCPPLBRehash TCPAORequired TCPAOBad TCPAOKeyNotFound TCPAOGood \
            TCPAODroppedIcmps\
            """;

    private static final String IP_EXT = """
            InNoRoutes InTruncatedPkts InMcastPkts OutMcastPkts InBcastPkts OutBcastPkts InOctets OutOctets \
            InMcastOctets OutMcastOctets InBcastOctets OutBcastOctets InCsumErrors InNoECTPkts InECT1Pkts InECT0Pkts \
            InCEPkts ReasmOverlaps\
            """;

    private static final String SNMP6 = """
            Ip6InReceives Ip6InHdrErrors Ip6InTooBigErrors Ip6InNoRoutes Ip6InAddrErrors Ip6InUnknownProtos \
            Ip6InTruncatedPkts Ip6InDiscards Ip6InDelivers Ip6OutForwDatagrams Ip6OutRequests Ip6OutDiscards \
            Ip6OutNoRoutes Ip6ReasmTimeout Ip6ReasmReqds Ip6ReasmOKs Ip6ReasmFails Ip6FragOKs Ip6FragFails \
            Ip6FragCreates Ip6InMcastPkts Ip6OutMcastPkts Ip6InOctets Ip6OutOctets Ip6InMcastOctets Ip6OutMcastOctets \
            Ip6InBcastOctets Ip6OutBcastOctets Ip6InNoECTPkts Ip6InECT1Pkts Ip6InECT0Pkts Ip6InCEPkts Ip6OutTransmits \
            Icmp6InMsgs Icmp6InErrors Icmp6OutMsgs Icmp6OutErrors Icmp6InCsumErrors Icmp6OutRateLimitHost \
            Icmp6InDestUnreachs Icmp6InPktTooBigs Icmp6InTimeExcds Icmp6InParmProblems Icmp6InEchos \
            Icmp6InEchoReplies Icmp6InGroupMembQueries Icmp6InGroupMembResponses Icmp6InGroupMembReductions \
            Icmp6InRouterSolicits Icmp6InRouterAdvertisements Icmp6InNeighborSolicits Icmp6InNeighborAdvertisements \
            Icmp6InRedirects Icmp6InMLDv2Reports Icmp6OutDestUnreachs Icmp6OutPktTooBigs Icmp6OutTimeExcds \
            Icmp6OutParmProblems Icmp6OutEchos Icmp6OutEchoReplies Icmp6OutGroupMembQueries \
            Icmp6OutGroupMembResponses Icmp6OutGroupMembReductions Icmp6OutRouterSolicits \
            Icmp6OutRouterAdvertisements Icmp6OutNeighborSolicits Icmp6OutNeighborAdvertisements Icmp6OutRedirects \
            Icmp6OutMLDv2Reports Udp6InDatagrams Udp6NoPorts Udp6InErrors Udp6OutDatagrams Udp6RcvbufErrors \
            Udp6SndbufErrors Udp6InCsumErrors Udp6IgnoredMulti Udp6MemErrors UdpLite6InDatagrams UdpLite6NoPorts \
            UdpLite6InErrors UdpLite6OutDatagrams UdpLite6RcvbufErrors UdpLite6SndbufErrors UdpLite6InCsumErrors \
            UdpLite6MemErrors\
            """;

    private static final int LAST_TYPE = 255;

    private final CounterSource counters;

    CounterTexts(CounterSource counters) {
        this.counters = counters;
    }

    String snmp() {
        StringBuilder text = new StringBuilder();
        table(text, "Ip", IP);
        table(text, "Icmp", ICMP);
        types(text);
        table(text, "Tcp", TCP);
        table(text, "Udp", UDP);
        table(text, "UdpLite", UDP);
        return text.toString();
    }

    String netstat() {
        StringBuilder text = new StringBuilder();
        table(text, "TcpExt", TCP_EXT);
        table(text, "IpExt", IP_EXT);
        return text.toString();
    }

    private void table(StringBuilder text, String table, String names) {
        text.append(table).append(": ").append(names).append('\n').append(table).append(':');
        Map<String, Long> values = counters.table(table);
        for (String name : names.split(" ")) {
            text.append(' ').append(values.getOrDefault(name, 0L));
        }
        text.append('\n');
    }

    /** Single types of ICMP, those that were seen. */
    private void types(StringBuilder text) {
        StringBuilder names = new StringBuilder();
        StringBuilder values = new StringBuilder();
        Map<String, Long> counted = counters.table("Icmp");
        for (String direction : new String[] {"In", "Out"}) {
            for (int type = 0; type <= LAST_TYPE; type++) {
                long count = counted.getOrDefault(direction + "Type" + type, 0L);
                if (count != 0) {
                    names.append(' ').append(direction).append("Type").append(type);
                    values.append(' ').append(count);
                }
            }
        }
        if (!names.isEmpty()) {
            text.append("IcmpMsg:")
                    .append(names)
                    .append("\nIcmpMsg:")
                    .append(values)
                    .append('\n');
        }
    }

    String snmp6() {
        StringBuilder text = new StringBuilder();
        Map<String, Map<String, Long>> tables = new HashMap<>();
        for (String name : SNMP6.split(" ")) {
            int digit = name.indexOf('6') + 1;
            Map<String, Long> table = tables.computeIfAbsent(name.substring(0, digit), counters::table);
            long count = table.getOrDefault(name.substring(digit), 0L);
            text.append(Hex.format("%-32s\t%d\n", name, count));
        }
        types6(text, "In");
        types6(text, "Out");
        return text.toString();
    }

    private void types6(StringBuilder text, String direction) {
        Map<String, Long> counted = counters.table("Icmp6");
        for (int type = 0; type <= LAST_TYPE; type++) {
            long count = counted.getOrDefault(direction + "Type" + type, 0L);
            if (count != 0) {
                text.append(Hex.format("%-32s\t%d\n", "Icmp6" + direction + "Type" + type, count));
            }
        }
    }
}
