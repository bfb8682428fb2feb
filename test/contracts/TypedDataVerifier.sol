// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// Recovers who signed an EIP-712 order with nested structs, an array of structs, dynamic types and a salted domain:
/// the parts of the standard that a permit does not touch.
contract TypedDataVerifier {
    struct Party {
        string name;
        address[] wallets;
    }

    struct Item {
        bytes32 id;
        uint256 amount;
        int64 discount;
    }

    struct Order {
        Party maker;
        Item[] items;
        bytes note;
        bool urgent;
    }

    bytes32 public constant SALT = keccak256("TypedDataVerifier");

    bytes32 private constant DOMAIN_TYPEHASH =
        keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract,bytes32 salt)");
    bytes32 private constant PARTY_TYPEHASH = keccak256("Party(string name,address[] wallets)");
    bytes32 private constant ITEM_TYPEHASH = keccak256("Item(bytes32 id,uint256 amount,int64 discount)");
    bytes32 private constant ORDER_TYPEHASH = keccak256(
        "Order(Party maker,Item[] items,bytes note,bool urgent)Item(bytes32 id,uint256 amount,int64 discount)Party(string name,address[] wallets)"
    );

    error NotASignature(uint256 length);

    function recover(Order calldata order, bytes calldata signature) external view returns (address) {
        if (signature.length != 65) revert NotASignature(signature.length);
        return ecrecover(digest(order), uint8(signature[64]), bytes32(signature[0:32]), bytes32(signature[32:64]));
    }

    function digest(Order calldata order) public view returns (bytes32) {
        bytes32 domain = keccak256(
            abi.encode(
                DOMAIN_TYPEHASH, keccak256("TypedDataVerifier"), keccak256("1"), block.chainid, address(this), SALT
            )
        );
        bytes32[] memory items = new bytes32[](order.items.length);
        for (uint256 i = 0; i < items.length; i++) {
            Item calldata item = order.items[i];
            items[i] = keccak256(abi.encode(ITEM_TYPEHASH, item.id, item.amount, item.discount));
        }
        bytes32 maker = keccak256(
            abi.encode(
                PARTY_TYPEHASH, keccak256(bytes(order.maker.name)), keccak256(abi.encodePacked(order.maker.wallets))
            )
        );
        bytes32 structHash = keccak256(
            abi.encode(ORDER_TYPEHASH, maker, keccak256(abi.encodePacked(items)), keccak256(order.note), order.urgent)
        );
        return keccak256(abi.encodePacked("\x19\x01", domain, structHash));
    }
}
