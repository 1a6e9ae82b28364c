package io.umview.lwipv6.netlink.proc;

import java.util.Map;
import java.util.TreeMap;

/** Files of /proc/sys/net that are numbers, and what they begin with in a network namespace of Linux 6.18. */
final class DefaultControls {
    private static final String VALUES = """
            core/default_qdisc=pfifo_fast
            core/netdev_max_backlog=1000
            core/optmem_max=131072
            core/rmem_default=212992
            core/rmem_max=212992
            core/somaxconn=4096
            core/wmem_default=212992
            core/wmem_max=212992
            ipv4/fib_multipath_hash_fields=7
            ipv4/fib_multipath_hash_policy=0
            ipv4/fib_multipath_use_neigh=0
            ipv4/fib_notify_on_flag_change=0
            ipv4/icmp_echo_enable_probe=0
            ipv4/icmp_echo_ignore_all=0
            ipv4/icmp_echo_ignore_broadcasts=1
            ipv4/icmp_errors_use_inbound_ifaddr=0
            ipv4/icmp_ignore_bogus_error_responses=1
            ipv4/icmp_msgs_burst=50
            ipv4/icmp_msgs_per_sec=1000
            ipv4/icmp_ratelimit=1000
            ipv4/icmp_ratemask=6168
            ipv4/igmp_link_local_mcast_reports=1
            ipv4/igmp_max_memberships=20
            ipv4/igmp_max_msf=10
            ipv4/igmp_qrv=2
            ipv4/ip_autobind_reuse=0
            ipv4/ip_default_ttl=64
            ipv4/ip_dynaddr=0
            ipv4/ip_early_demux=1
            ipv4/ip_forward_use_pmtu=0
            ipv4/ip_local_port_range=32768\t60999
            ipv4/ip_local_reserved_ports=
            ipv4/ip_no_pmtu_disc=0
            ipv4/ip_nonlocal_bind=0
            ipv4/ip_unprivileged_port_start=1024
            ipv4/ipfrag_high_thresh=4194304
            ipv4/ipfrag_low_thresh=3145728
            ipv4/ipfrag_max_dist=64
            ipv4/ipfrag_time=30
            ipv4/nexthop_compat_mode=1
            ipv4/ping_group_range=1\t0
            ipv4/route/min_adv_mss=256
            ipv4/route/min_pmtu=552
            ipv4/route/mtu_expires=600
            ipv4/tcp_abort_on_overflow=0
            ipv4/tcp_adv_win_scale=1
            ipv4/tcp_allowed_congestion_control=reno cubic
            ipv4/tcp_app_win=31
            ipv4/tcp_autocorking=1
            ipv4/tcp_available_congestion_control=reno cubic
            ipv4/tcp_backlog_ack_defer=1
            ipv4/tcp_base_mss=1024
            ipv4/tcp_challenge_ack_limit=2147483647
            ipv4/tcp_comp_sack_delay_ns=1000000
            ipv4/tcp_comp_sack_nr=44
            ipv4/tcp_comp_sack_slack_ns=100000
            ipv4/tcp_congestion_control=cubic
            ipv4/tcp_dsack=1
            ipv4/tcp_early_demux=1
            ipv4/tcp_early_retrans=3
            ipv4/tcp_ecn=2
            ipv4/tcp_ecn_fallback=1
            ipv4/tcp_fack=0
            ipv4/tcp_fastopen=1
            ipv4/tcp_fastopen_blackhole_timeout_sec=0
            ipv4/tcp_fin_timeout=60
            ipv4/tcp_frto=2
            ipv4/tcp_invalid_ratelimit=500
            ipv4/tcp_keepalive_intvl=75
            ipv4/tcp_keepalive_probes=9
            ipv4/tcp_keepalive_time=7200
            ipv4/tcp_limit_output_bytes=4194304
            ipv4/tcp_max_reordering=300
            ipv4/tcp_max_syn_backlog=2048
            ipv4/tcp_max_tw_buckets=131072
            ipv4/tcp_min_rtt_wlen=300
            ipv4/tcp_min_snd_mss=48
            ipv4/tcp_min_tso_segs=2
            ipv4/tcp_moderate_rcvbuf=1
            ipv4/tcp_mtu_probe_floor=48
            ipv4/tcp_mtu_probing=0
            ipv4/tcp_no_metrics_save=0
            ipv4/tcp_no_ssthresh_metrics_save=1
            ipv4/tcp_notsent_lowat=4294967295
            ipv4/tcp_orphan_retries=0
            ipv4/tcp_pacing_ca_ratio=120
            ipv4/tcp_pacing_ss_ratio=200
            ipv4/tcp_pingpong_thresh=1
            ipv4/tcp_probe_interval=600
            ipv4/tcp_probe_threshold=8
            ipv4/tcp_recovery=1
            ipv4/tcp_reflect_tos=0
            ipv4/tcp_reordering=3
            ipv4/tcp_retrans_collapse=1
            ipv4/tcp_retries1=3
            ipv4/tcp_retries2=15
            ipv4/tcp_rfc1337=0
            ipv4/tcp_rmem=4096\t131072\t6291456
            ipv4/tcp_rto_max_ms=120000
            ipv4/tcp_rto_min_us=200000
            ipv4/tcp_sack=1
            ipv4/tcp_shrink_window=0
            ipv4/tcp_slow_start_after_idle=1
            ipv4/tcp_stdurg=0
            ipv4/tcp_syn_linear_timeouts=4
            ipv4/tcp_syn_retries=6
            ipv4/tcp_synack_retries=5
            ipv4/tcp_syncookies=1
            ipv4/tcp_thin_linear_timeouts=0
            ipv4/tcp_timestamps=1
            ipv4/tcp_tso_rtt_log=9
            ipv4/tcp_tso_win_divisor=3
            ipv4/tcp_tw_reuse=2
            ipv4/tcp_tw_reuse_delay=1000
            ipv4/tcp_window_scaling=1
            ipv4/tcp_wmem=4096\t16384\t4194304
            ipv4/tcp_workaround_signed_windows=0
            ipv4/udp_early_demux=1
            ipv4/udp_rmem_min=4096
            ipv4/udp_wmem_min=4096
            ipv6/anycast_src_echo_reply=0
            ipv6/auto_flowlabels=1
            ipv6/bindv6only=0
            ipv6/fib_multipath_hash_fields=7
            ipv6/fib_multipath_hash_policy=0
            ipv6/fib_notify_on_flag_change=0
            ipv6/flowlabel_consistency=1
            ipv6/flowlabel_reflect=0
            ipv6/flowlabel_state_ranges=0
            ipv6/icmp/echo_ignore_all=0
            ipv6/icmp/echo_ignore_anycast=0
            ipv6/icmp/echo_ignore_multicast=0
            ipv6/icmp/error_anycast_as_unicast=0
            ipv6/icmp/ratelimit=100
            ipv6/icmp/ratemask=0-1,3-127
            ipv6/idgen_delay=1
            ipv6/idgen_retries=3
            ipv6/ip6frag_high_thresh=4194304
            ipv6/ip6frag_low_thresh=3145728
            ipv6/ip6frag_time=60
            ipv6/ip_nonlocal_bind=0
            ipv6/max_dst_opts_length=2147483647
            ipv6/max_dst_opts_number=8
            ipv6/max_hbh_length=2147483647
            ipv6/max_hbh_opts_number=8
            ipv6/route/gc_elasticity=9
            ipv6/route/gc_interval=30
            ipv6/route/gc_min_interval=0
            ipv6/route/gc_min_interval_ms=500
            ipv6/route/gc_thresh=1024
            ipv6/route/gc_timeout=60
            ipv6/route/max_size=2147483647
            ipv6/route/min_adv_mss=1220
            ipv6/route/mtu_expires=600
            ipv6/route/skip_notify_on_dev_down=0
            """;

    private DefaultControls() {}

    static Map<String, String> all() {
        Map<String, String> values = new TreeMap<>();
        VALUES.lines().forEach(line -> {
            int equals = line.indexOf('=');
            values.put(line.substring(0, equals), line.substring(equals + 1));
        });
        return values;
    }
}
