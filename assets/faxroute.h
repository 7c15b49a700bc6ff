/*
 * faxroute.h: how a routing extension joins Faxwell.
 *
 * A routing extension is a shared library with ways for received faxes to take. Faxwell loads it by its file name into a
 * process of its own and calls one function of it for each copy of a fax. The fax itself lies in the archive before
 * anything here is called, and stays there whatever happens here. Names, structures and numbers are those of the fax
 * routing extension interface of Windows; what had to differ is marked with "Faxwell:".
 *
 * Strings are UTF-16 in the machine's byte order, ended by a 0. Integers have fixed sizes. Structures are laid out as C
 * lays them out on a 64-bit machine. A routing method is known by its GUID; where that is text, it stands in braces.
 *
 * Order: FaxRouteVersion, FaxRouteInitialize; then, one at a time, the other functions. Every function has a limit of
 * time; who exceeds it is ended with its process, and the copy is tried again.
 *
 * Register an extension with
 *     faxwell routing extension add NAME FILE --method 'NAME;FRIENDLY NAME;FUNCTION;{GUID}'
 */
#ifndef FAXWELL_FAXROUTE_H
#define FAXWELL_FAXROUTE_H

#include <stdint.h>
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

#if defined(_WIN32)
#define FAXROUTE_EXPORT __declspec(dllexport)
#else
#define FAXROUTE_EXPORT __attribute__((visibility("default")))
#endif

/* The version of this interface. FaxRouteVersion gives it back as it was when the extension was compiled. */
#define FAXROUTE_VERSION 0x00010000u

#ifndef FAXWELL_FAXDEV_H
typedef int32_t FAX_BOOL; /* 0 is no, anything else is yes */
typedef uint16_t FAX_CHAR; /* a unit of UTF-16 */
#endif

typedef struct FAX_GUID {
    uint32_t Data1;
    uint16_t Data2;
    uint16_t Data3;
    uint8_t Data4[8];
} FAX_GUID;

/* FaxRouteDeviceEnable: what is asked. */
#define QUERY_STATUS   (-1)
#define STATUS_DISABLE 0
#define STATUS_ENABLE  1

#define FAX_ERROR_BAD_CONFIGURATION 1610u

/* A received fax. */
typedef struct FAX_ROUTE {
    uint32_t SizeOfStruct;
    uint32_t JobId;
    uint64_t ElapsedTime;   /* of the reception, in 100 nanoseconds */
    uint64_t ReceiveTime;   /* its beginning, UTC, in 100 nanoseconds since 1601 */
    uint32_t PageCount;
    const FAX_CHAR *Csid;   /* what we call ourselves */
    const FAX_CHAR *Tsid;   /* what the sender calls itself */
    const FAX_CHAR *CallerId;
    const FAX_CHAR *RoutingInfo;
    const FAX_CHAR *ReceiverName;
    const FAX_CHAR *ReceiverNumber;
    const FAX_CHAR *DeviceName;
    uint32_t DeviceId;
    /* What the line or the rule says of this method (FaxSetRoutingInfo), or an earlier method has put in its place. */
    uint8_t *RoutingInfoData;
    uint32_t RoutingInfoDataSize;
} FAX_ROUTE;

/* One file of a fax. 0 ends the enumeration. */
typedef FAX_BOOL (*PFAXROUTEENUMFILE)(uint32_t JobId, const FAX_GUID *GuidOwner, const FAX_GUID *GuidCaller,
                                      const FAX_CHAR *FileName, void *Context);

/* What the service offers. The list of a fax's files holds the received TIFF first, with number 0; it may be neither
 * changed nor taken off. Later versions only add members: accept a larger SizeOfStruct. */
typedef struct FAX_ROUTE_CALLBACKROUTINES {
    uint32_t SizeOfStruct;
    /* Adds a file by its whole path; its number, or -1. */
    int32_t (*FaxRouteAddFile)(uint32_t JobId, const FAX_CHAR *FileName, const FAX_GUID *Guid);
    /* Takes a file off the list, whoever added it; its number, or -1. The file itself stays. */
    int32_t (*FaxRouteDeleteFile)(uint32_t JobId, const FAX_CHAR *FileName);
    /* The path of a file. Buffer NULL: says through RequiredSize how many octets it needs. */
    FAX_BOOL (*FaxRouteGetFile)(uint32_t JobId, uint32_t Index, FAX_CHAR *Buffer, uint32_t *RequiredSize);
    FAX_BOOL (*FaxRouteEnumFiles)(uint32_t JobId, const FAX_GUID *Guid, PFAXROUTEENUMFILE FileEnumerator, void *Context);
    /* Replaces the data that a later method will see, which has not run yet. */
    FAX_BOOL (*FaxRouteModifyRoutingData)(uint32_t JobId, const FAX_CHAR *RoutingGuid, const uint8_t *RoutingData,
                                          uint32_t RoutingDataSize);
    /* Faxwell: what an extension for Windows takes from the system. */
    void *(*Alloc)(size_t Octets); /* zeroed; FailureData comes from here */
    void (*Free)(void *Memory);
    void (*SetLastError)(uint32_t Code);
    uint32_t (*GetLastError)(void);
    /* Faxwell: what a method says for people when it is done, or why it failed. May be left out. */
    void (*Say)(const FAX_CHAR *Text);
    /* Faxwell: what FailureData held when this copy failed before; 0 octets at the first try. */
    const uint8_t *(*RetryData)(uint32_t JobId, uint32_t *Size);
} FAX_ROUTE_CALLBACKROUTINES;

/* A routing method, exported by any name. TRUE: the copy was made. FALSE with FailureData: it is called again later;
 * without: the failure is final. FailureData may be NULL. */
typedef FAX_BOOL (*PFAXROUTEMETHOD)(const FAX_ROUTE *FaxRoute, void **FailureData, uint32_t *FailureDataSize);

/* Faxwell: FAXROUTE_VERSION. Needed; called first. */
FAXROUTE_EXPORT uint32_t FaxRouteVersion(void);

/* Needed. HeapHandle is reserved: memory comes from the callbacks. The callbacks stay valid until the library is
 * unloaded. */
FAXROUTE_EXPORT FAX_BOOL FaxRouteInitialize(void *HeapHandle, const FAX_ROUTE_CALLBACKROUTINES *Callbacks);

/* Needed. Enabled: QUERY_STATUS asks, STATUS_DISABLE and STATUS_ENABLE change. FALSE with
 * FAX_ERROR_BAD_CONFIGURATION when where it should lead is not set or not there. */
FAXROUTE_EXPORT FAX_BOOL FaxRouteDeviceEnable(const FAX_CHAR *RoutingGuid, uint32_t DeviceId, int32_t Enabled);

/* Needed. A device came (TRUE) or went (FALSE). */
FAXROUTE_EXPORT FAX_BOOL FaxRouteDeviceChangeNotification(uint32_t DeviceId, FAX_BOOL NewDevice);

/* Needed. What the extension keeps for a device. RoutingInfo NULL: says through RoutingInfoSize how many octets. */
FAXROUTE_EXPORT FAX_BOOL FaxRouteGetRoutingInfo(const FAX_CHAR *RoutingGuid, uint32_t DeviceId, uint8_t *RoutingInfo,
                                                uint32_t *RoutingInfoSize);

/* Needed. FALSE: it does not take this. */
FAXROUTE_EXPORT FAX_BOOL FaxRouteSetRoutingInfo(const FAX_CHAR *RoutingGuid, uint32_t DeviceId,
                                                const uint8_t *RoutingInfo, uint32_t RoutingInfoSize);

/* May be left out. Faxwell: instead of a property sheet a text for administrators, of Size characters at the most with
 * its 0. Shown by `faxwell routing extension show`. */
FAXROUTE_EXPORT FAX_BOOL FaxRouteConfigure(FAX_CHAR *Page, uint32_t Size);

#ifdef __cplusplus
}
#endif
#endif
