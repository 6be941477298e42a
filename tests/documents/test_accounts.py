"""Every word that Amazon publishes for a fee or charge has its account, however it is written."""

from __future__ import annotations

import pytest
from tests.settlements import DE, line

from sellerbridge.documents import accounts, chart
from sellerbridge.documents.mapping import Mappings
from sellerbridge.documents.money.postings import posting, type_of

CHARGES = """
Principal Tax MarketplaceFacilitatorTax-Principal MarketplaceFacilitatorTax-Shipping
MarketplaceFacilitatorTax-Giftwrap MarketplaceFacilitatorTax-Other Discount TaxDiscount CODItemCharge
CODItemTaxCharge CODOrderCharge CODOrderTaxCharge CODShippingCharge CODShippingTaxCharge ShippingCharge ShippingTax
Goodwill Giftwrap GiftwrapTax GiftWrap GiftWrapTax RestockingFee ReturnShipping PointsFee GenericDeduction
FreeReplacementReturnShipping PaymentMethodFee ExportCharge SAFE-TReimbursement TCS-CGST TCS-SGST TCS-IGST TCS-UTGST
PaidthroughEBT MarketplaceFacilitatorVAT-Principal MarketplaceFacilitatorVAT-Shipping LowValueGoodsTax-Principal
LowValueGoodsTax-Shipping
"""
"""ChargeComponent.ChargeType of Finances v0, and what is met beyond it."""
FEES = """
Commission FixedClosingFee VariableClosingFee RefundCommission ShippingChargeback ShippingHB GiftwrapChargeback
FBAPerUnitFulfillmentFee FBAPerOrderFulfillmentFee FBAWeightBasedFee FBAStorageFee FBALongTermStorageFee
FBARemovalFee FBADisposalFee FBACustomerReturnPerUnitFee FBAInboundTransportationFee FulfillmentFee
FulfillmentNetworkFee SalesTaxCollectionFee Subscription HighVolumeListingFee CouponRedemptionFee MFNPostageFee
DigitalServicesFee DigitalServicesFeeFBA
"""
"""MWS, Finances_FeeTypes, and what is met beyond it."""
SETTLEMENT = """
ServiceFee / Cost of Advertising / TransactionTotalAmount = Amazon Advertising
other-transaction / other-transaction / Subscription Fee = Amazon Subscription
other-transaction / other-transaction / Storage Fee = Amazon Storage Fees
other-transaction / other-transaction / StorageRenewalBilling = Amazon Storage Fees
FBAFees / FBA Inventory Storage Fee / Base fee = Amazon Storage Fees
FBAFees / FBA Amazon-Partnered Carrier Shipment Fee / Discount on Fee = Amazon Inbound Fees
other-transaction / other-transaction / Inbound Transportation Fee = Amazon Inbound Fees
other-transaction / other-transaction / RemovalComplete = Amazon Removal Fees
other-transaction / other-transaction / DisposalComplete = Amazon Removal Fees
other-transaction / FBA Inventory Reimbursement / WAREHOUSE_LOST = Amazon Reimbursements
other-transaction / FBA Inventory Reimbursement / a reason of tomorrow = Amazon Reimbursements
other-transaction / FBA Inventory Reimbursement / COMPENSATED_CLAWBACK = Amazon Reimbursements
SAFE-T Reimbursement / SAFE-T Reimbursement / SAFE-T Reimbursement = Amazon Reimbursements
other-transaction / other-transaction / Current Reserve Amount = Amazon Reserve
other-transaction / other-transaction / Previous Reserve Amount Balance = Amazon Reserve
other-transaction / other-transaction / Payable to Amazon = Amazon Carried-over Balance
other-transaction / other-transaction / Debt adjustment against other accounts = Amazon Carried-over Balance
other-transaction / other-transaction / Successful charge = Amazon Card Charges
other-transaction / other-transaction / Transfer of funds unsuccessful: wrong number = Amazon Payout in Transit
CouponRedemptionFee / CouponRedemptionFee / 10 % off mugs = Amazon Promotion Fees
AmazonFees / Deal Participation Fee / Base fee = Amazon Promotion Fees
other-transaction / other-transaction / Shipping label purchase = Amazon Postage
Liquidations / ItemPrice / Principal = Amazon Liquidations
Order_Retrocharge / ItemPrice / Tax = Amazon Tax Adjustments
Refund_Retrocharge / ItemWithheldTax / MarketplaceFacilitatorVAT-Principal = Amazon Tax Adjustments
Order / ItemFees / Commission IGST = Amazon Tax on Fees
Order / ItemFees / FBA Weight Handling Fee CGST = Amazon Tax on Fees
Order / ItemWithheldTax / TCS-IGST = Amazon Tax Withheld
Order / Points / CostOfPointsGranted = Amazon Points
other-transaction / other-transaction / NonSubscriptionFeeAdj = Amazon Reimbursements
""".strip().splitlines()


@pytest.mark.parametrize("word", FEES.split())
def test_every_fee_has_an_account_in_any_spelling(word: str) -> None:
    account = accounts.usual(word)
    assert account is not None
    assert accounts.usual(word.upper()) is accounts.usual(f" {word[:3]} {word[3:]}_") is account


@pytest.mark.parametrize("word", CHARGES.split())
def test_every_charge_is_the_buyers_or_has_an_account(word: str) -> None:
    assert accounts.is_buyers(word) or accounts.usual(word)


@pytest.mark.parametrize("case", SETTLEMENT)
def test_the_words_of_settlements(case: str) -> None:
    words, account = case.split(" = ")
    found = posting(line(words, "-1.00", "302-1"), site="", mapping=Mappings())
    assert found is not None
    assert found.account == account


@pytest.mark.parametrize(
    "words",
    [
        "Order / ItemPrice / Principal",
        "Refund / ItemPrice / RestockingFee",
        "Order / Promotion / Shipping",
        "Order / Promotion / 5 for 4 on soap",
        "Order / ItemWithheldTax / MarketplaceFacilitatorTax-Principal",
        "Chargeback Refund / ItemPrice / GiftWrapTax",
        "A-to-z Guarantee Refund / ItemPrice / Shipping",
    ],
)
def test_what_the_buyer_pays_and_gets_back(words: str) -> None:
    found = posting(line(words, "1.00", "302-1"), site="", mapping=Mappings(accounts={"Principal": "Wrong"}))
    assert found is not None
    assert found.account is None


@pytest.mark.parametrize(
    ("words", "named"),
    [
        ("Order / ItemFees / QuantumHandlingFee", "QuantumHandlingFee"),
        ("other-transaction / other-transaction / Other", "Other"),
        ("FBAFees / FBA Teleport Fee / Base fee", "FBA Teleport Fee"),
        ("Order / ItemPrice / Levitation", "Levitation"),
        ("other-transaction / other-transaction / TCS-like", "TCS-like"),
    ],
)
def test_an_unknown_word_has_no_account_and_is_named(words: str, named: str) -> None:
    told = line(words, "-1.00", "302-1")
    assert posting(told, site="", mapping=Mappings()) is None
    assert type_of(told) == named


def test_a_person_maps_a_type_for_one_marketplace_or_all() -> None:
    mapping = Mappings(accounts={"DE:Commission": "4970", "commission": "Elsewhere", "WAREHOUSE_LOST": "Lost"})

    def account(words: str, site: str) -> str | None:
        found = posting(line(words, "-1.00"), site=site, mapping=mapping)
        return found.account if found else None

    assert account("Order / ItemFees / Commission", DE) == "4970"
    assert account("Order / ItemFees / COMMISSION", DE) == "4970"
    assert account("Order / ItemFees / Commission", "") == "Elsewhere"
    reimbursed = "other-transaction / FBA Inventory Reimbursement"
    assert account(f"{reimbursed} / WAREHOUSE_LOST", DE) == "Lost"
    assert account(f"{reimbursed} / WAREHOUSE_DAMAGE", DE) == "Amazon Reimbursements"


def test_charges_of_orders_are_never_taken_for_fees() -> None:
    assert Mappings().charge_account("SUBSCRIPTION", DE) is None
    assert Mappings().account("SUBSCRIPTION", DE) == "Amazon Subscription"
    assert Mappings().account("SHIPPING", DE) == "Amazon Shipping"


def test_no_word_leads_to_two_accounts() -> None:
    words = [accounts.folded(word) for account in chart.ACCOUNTS for word in account.words]
    assert len(words) == len(set(words))
    assert len({account.name for account in chart.ACCOUNTS}) == len(chart.ACCOUNTS)
