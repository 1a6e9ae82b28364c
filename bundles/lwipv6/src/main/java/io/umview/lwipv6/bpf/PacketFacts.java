package io.umview.lwipv6.bpf;

/** What a filter can learn of a packet beside its bytes: SKF_AD_* and SKF_*_OFF of linux/filter.h. One object is used for all packets. */
public final class PacketFacts {
    int protocol;
    int packetType;
    int interfaceIndex;
    int hardwareType;
    int networkHeader;
    int linkHeader;
    int vlanTag = -1;
    int vlanProtocol;

    /**
     * Sets them.
     *
     * @param ethertype what it is
     * @param type PACKET_HOST and so on
     * @param device index of the interface
     * @param deviceType ARPHRD_* of the interface
     * @param linkOffset where the link-layer header begins, from the beginning of what the filter sees
     * @param networkOffset where the network header begins, counted likewise
     */
    public PacketFacts set(int ethertype, int type, int device, int deviceType, int linkOffset, int networkOffset) {
        protocol = ethertype;
        packetType = type;
        interfaceIndex = device;
        hardwareType = deviceType;
        linkHeader = linkOffset;
        networkHeader = networkOffset;
        vlanTag = -1;
        vlanProtocol = 0;
        return this;
    }

    /** Says which VLAN tag was taken off the packet. */
    public PacketFacts vlan(int tag, int tagProtocol) {
        vlanTag = tag;
        vlanProtocol = tagProtocol;
        return this;
    }
}
